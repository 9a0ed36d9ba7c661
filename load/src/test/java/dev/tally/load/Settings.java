package dev.tally.load;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The settings of {@code make load}. The scenario chooses those that are absent or empty. */
final class Settings {

    private static final int WARM_UP_SECONDS = 60;

    private final UnaryOperator<@Nullable String> properties;

    Settings(UnaryOperator<@Nullable String> properties) {
        this.properties = properties;
    }

    static Settings ofSystemProperties() {
        return new Settings(System::getProperty);
    }

    /** Returns the only scenario to run; empty for all. */
    Optional<String> scenario() {
        return text("scenario");
    }

    /** Returns the HTTP API of a running stack, without a slash at the end; empty to start a stack. */
    Optional<URI> url() {
        return text("url").map(url -> URI.create(url.replaceFirst("/+$", "")));
    }

    /** Returns the WebSocket API of that stack; by default at the path of the local stack. */
    URI webSocketUrl(URI url) {
        return text("webSocketUrl")
                .map(URI::create)
                .orElseGet(() -> URI.create(url.toString().replaceFirst("^http", "ws") + "/ws"));
    }

    int warmUpSeconds() {
        return number("warmUp", WARM_UP_SECONDS);
    }

    int seconds(int standard) {
        return Math.max(1, number("seconds", standard));
    }

    int users(int standard) {
        return Math.max(1, number("users", standard));
    }

    int rate(int standard) {
        return Math.max(1, number("rate", standard));
    }

    /** Returns the project's directory. */
    Path root() {
        return Path.of(text("root").orElse("..")).toAbsolutePath().normalize();
    }

    /** Returns the directory of the results. */
    Path results() {
        return root().resolve("load/target").resolve(LoadTable.RESULTS);
    }

    private int number(String name, int standard) {
        Optional<String> text = text(name);
        try {
            return text.map(Integer::parseInt).orElse(standard);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    "load." + name + " is '" + text.orElseThrow() + "': give a whole number", noNumber);
        }
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(properties.apply("load." + name))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }
}
