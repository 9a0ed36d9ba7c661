package dev.tally.localstack.spec;

import java.nio.file.Files;
import java.nio.file.Path;

/** The directory that contains {@code infra/stack.yaml} and the functions' packages. */
public final class ProjectRoot {

    private ProjectRoot() {}

    /**
     * Returns the nearest directory with {@code infra/stack.yaml}, from a given directory upwards.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Path above(Path start) {
        Path from = start.toAbsolutePath().normalize();
        for (Path directory = from; directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve(StackSpec.FILE))) {
                return directory;
            }
        }
        throw new IllegalArgumentException(
                "no " + StackSpec.FILE + " in " + from + " or above: start the stack in the project's directory");
    }
}
