package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The native packages that {@code make build-native} makes. Skipped if there are none. */
class NativeIT extends PackageContract {

    private static final boolean REQUIRED = Boolean.getBoolean("native.required");

    @Override
    Path packageFor(Path zip) {
        return zip.resolveSibling("native").resolve("function.zip");
    }

    @Override
    Map<String, String> environment() {
        return Map.of("DISABLE_SIGNAL_HANDLERS", "true");
    }

    @Override
    void assumePackages() {
        Path press = packageFor(SpecifiedFunctions.ROOT.resolve(
                SpecifiedFunctions.named("press").artifact()));
        if (REQUIRED) {
            assertThat(press).as("native package of make build-native").exists();
        } else if (!Files.exists(press)) {
            System.err.println(
                    "SKIPPED: no native packages found; build them with make build-native, which needs GraalVM or Docker");
            Assumptions.abort("no native packages");
        }
    }
}
