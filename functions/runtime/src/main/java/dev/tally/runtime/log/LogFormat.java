package dev.tally.runtime.log;

/** What the lines of a function's log look like. */
public final class LogFormat {

    /** The variable that says so. */
    public static final String VARIABLE = "TALLY_LOG_FORMAT";

    private LogFormat() {}

    /**
     * Has this process write its log in a format: {@code text} is as it is without this, {@code json} as {@link JsonFormatter} has it.
     *
     * @throws IllegalArgumentException if there is no such format
     */
    public static void use(String format) {
        switch (format) {
            case "text" -> {}
            case "json" -> JsonFormatter.install();
            default -> throw new IllegalArgumentException(VARIABLE + " must be text or json, not " + format);
        }
    }
}
