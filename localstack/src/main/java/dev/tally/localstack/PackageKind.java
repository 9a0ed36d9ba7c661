package dev.tally.localstack;

import dev.tally.localstack.spec.StackSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** The kind of packages from which the stack runs its functions. */
enum PackageKind {
    JVM,
    NATIVE;

    // A native process runs one invocation at a time, but starts in some 20 ms and holds some 50 MB.
    private static final int NATIVE_ENVIRONMENTS = 4;

    /**
     * Returns the kind that the setting {@code NATIVE} selects.
     *
     * @throws IllegalArgumentException if it is neither {@code yes} nor {@code no}
     */
    static PackageKind of(Optional<String> setting) {
        return switch (setting.orElse("no")) {
            case "no" -> JVM;
            case "yes" -> NATIVE;
            default -> throw new IllegalArgumentException("NATIVE must be yes or no, not '" + setting.get() + "'");
        };
    }

    /**
     * Returns a specification with the packages of this kind.
     *
     * @throws IllegalArgumentException if a native package is missing; the message has its path and the command
     */
    StackSpec choose(StackSpec spec, Path root) {
        if (this == JVM) {
            return spec;
        }
        StackSpec chosen = spec.withNativePackages();
        chosen.functions().values().forEach(function -> requireBuilt(root, function.artifact()));
        return chosen;
    }

    /** Returns the maximum number of processes of one function. */
    int environments(OptionalInt setting) {
        return setting.orElse(this == JVM ? 1 : NATIVE_ENVIRONMENTS);
    }

    /** Returns the number of concurrent invocations of one process. */
    int concurrency(int setting) {
        return this == JVM ? setting : 1;
    }

    private static void requireBuilt(Path root, String artifact) {
        if (!Files.exists(root.resolve(artifact))) {
            throw new IllegalArgumentException("NATIVE=yes needs the native package " + artifact
                    + ": build the native packages with make build-native, or run without NATIVE");
        }
    }
}
