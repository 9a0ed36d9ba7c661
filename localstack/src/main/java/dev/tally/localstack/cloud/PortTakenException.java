package dev.tally.localstack.cloud;

/** A port of the stack's settings is taken by another process. */
public final class PortTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param setting the name of the setting that chose the port */
    public PortTakenException(int port, String setting, Throwable cause) {
        super(
                "port " + port + " of 127.0.0.1 is taken: stop the process that listens there, or set " + setting
                        + " to another port (0 for any free port)",
                cause);
    }
}
