package dev.tally.localstack.cloud;

/** A port that the stack was told to listen on is somebody else's. */
public final class PortTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param setting the name of the setting that chose the port */
    public PortTakenException(int port, String setting, Throwable cause) {
        super(
                "port " + port + " of 127.0.0.1 is taken: end what listens there, or set " + setting
                        + " to another port (0 takes any free one)",
                cause);
    }
}
