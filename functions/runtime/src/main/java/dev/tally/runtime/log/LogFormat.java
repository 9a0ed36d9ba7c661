package dev.tally.runtime.log;

/** The format of the lines in a function's log. */
public final class LogFormat {

    /** The environment variable of the format. */
    public static final String VARIABLE = "TALLY_LOG_FORMAT";

    private LogFormat() {}

    /**
     * Sets the log format of this process: {@code text} is the default, {@code json} is that of {@link JsonFormatter}.
     *
     * @throws IllegalArgumentException if the format is unknown
     */
    public static void use(String format) {
        switch (format) {
            case "text" -> {}
            case "json" -> JsonFormatter.install();
            default -> throw new IllegalArgumentException(VARIABLE + " must be text or json, not " + format);
        }
    }
}
