package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.StackSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The native packages that {@code make build-native} makes. Skipped if there are none. */
class NativeIT extends PackageContract {

    private static final boolean REQUIRED = Boolean.getBoolean("native.required");

    @Override
    StackSpec choose(StackSpec spec) {
        return spec.withNativePackages();
    }

    @Override
    void assumePackages(StackSpec spec) {
        List<Path> packages = spec.functions().values().stream()
                .map(function -> SpecifiedFunctions.ROOT.resolve(function.artifact()))
                .toList();
        if (REQUIRED) {
            assertThat(packages).as("native packages of make build-native").allMatch(Files::exists);
        } else if (!packages.stream().allMatch(Files::exists)) {
            System.err.println(
                    "SKIPPED: no native packages found; build them with make build-native, which needs GraalVM or Docker");
            Assumptions.abort("no native packages");
        }
    }
}
