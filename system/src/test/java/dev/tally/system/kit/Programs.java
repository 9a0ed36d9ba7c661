package dev.tally.system.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The programs that are installed on this machine. */
public final class Programs {

    private Programs() {}

    /** Returns a program on the {@code PATH}; empty if it is not there. */
    public static Optional<Path> onPath(String name) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
