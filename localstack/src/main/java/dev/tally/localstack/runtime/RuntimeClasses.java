package dev.tally.localstack.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The class files of the client. The local stack copies them, because its other classes are not for functions. */
public final class RuntimeClasses {

    private static final List<Class<?>> ALL = Stream.of(
                    ErrorDocument.class,
                    Initialization.class,
                    Invocation.class,
                    InvocationContext.class,
                    RuntimeClient.class,
                    RuntimeConnection.class)
            .flatMap(type -> Stream.of(type.getNestMembers()))
            .<Class<?>>map(type -> type)
            .toList();

    private RuntimeClasses() {}

    /** Copies the class files into a directory, for a class path. */
    public static void copyInto(Path directory) {
        for (Class<?> type : ALL) {
            String file = type.getName().replace('.', '/') + ".class";
            Path target = directory.resolve(file);
            try (InputStream content = Objects.requireNonNull(type.getResourceAsStream("/" + file))) {
                Files.createDirectories(target.resolveSibling("."));
                Files.copy(content, target);
            } catch (IOException full) {
                throw new UncheckedIOException("cannot write " + target, full);
            }
        }
    }
}
