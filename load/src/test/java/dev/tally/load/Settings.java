package dev.tally.load;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What {@code make load} was asked for; what is absent or empty is the scenario's to choose. */
final class Settings {

    private static final int WARM_UP_SECONDS = 60;

    private final UnaryOperator<@Nullable String> properties;

    Settings(UnaryOperator<@Nullable String> properties) {
        this.properties = properties;
    }

    static Settings ofThisProcess() {
        return new Settings(System::getProperty);
    }

    /** The only scenario to run. */
    Optional<String> scenario() {
        return text("scenario");
    }

    /** The HTTP API of a stack that runs already, without a slash at the end. */
    Optional<URI> url() {
        return text("url").map(url -> URI.create(url.replaceFirst("/+$", "")));
    }

    /** The WebSocket API of that stack; by default where the local stack has it. */
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

    /** The project's directory. */
    Path root() {
        return Path.of(text("root").orElse("..")).toAbsolutePath().normalize();
    }

    /** Where results are written. */
    Path results() {
        return root().resolve("load/target").resolve(LoadTable.OUTCOMES);
    }

    private int number(String name, int standard) {
        Optional<String> text = text(name);
        try {
            return text.map(Integer::parseInt).orElse(standard);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    "load." + name + " is '" + text.orElseThrow() + "', not a number", noNumber);
        }
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(properties.apply("load." + name))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }
}
