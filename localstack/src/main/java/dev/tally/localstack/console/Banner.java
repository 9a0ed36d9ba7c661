package dev.tally.localstack.console;

import java.nio.file.Path;

/** The text that says that the stack is ready, with the addresses for people. */
public final class Banner {

    private Banner() {}

    /**
     * Returns the text.
     *
     * @param http the base URL of the HTTP API
     * @param page whether the stack serves the page
     * @param log the log's file
     * @param stackFile the file with all addresses
     */
    public static String of(String http, String webSocket, boolean page, Path log, Path stackFile) {
        return """

                Tally is ready, for development and tests only. Ctrl-C stops it.
                  page   %s
                  press  curl -XPOST %s/press
                  live   %s
                  log    %s
                All addresses: %s

                """
                .formatted(
                        page ? http + "/" : "left out, because the build found no Node.js 20 or newer",
                        http,
                        webSocket,
                        display(log),
                        display(stackFile));
    }

    /** Returns a file's name for people: relative to the working directory, if the file is below it. */
    public static String display(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return (file.startsWith(here) ? here.relativize(file) : file).toString();
    }
}
