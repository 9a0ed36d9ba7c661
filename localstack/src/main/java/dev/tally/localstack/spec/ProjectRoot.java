package dev.tally.localstack.spec;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where {@code infra/stack.yaml} and the functions' packages are. */
public final class ProjectRoot {

    private ProjectRoot() {}

    /**
     * The nearest directory, from a given one upwards, that holds {@code infra/stack.yaml}.
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
