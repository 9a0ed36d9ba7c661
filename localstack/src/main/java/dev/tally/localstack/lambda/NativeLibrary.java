package dev.tally.localstack.lambda;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The native part of AWS's runtime interface client. */
final class NativeLibrary {

    // By default every process writes the library to the same file below /tmp and then loads this file. On Lambda that
    // is safe, because each process has its own machine. Here, a process that starts beside another would load a
    // half-written file and crash with SIGBUS.

    /** The system property that names another file to load. */
    static final String PROPERTY = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private static final String DIRECTORY = "/jni/";

    private NativeLibrary() {}

    static boolean isForThisMachine() {
        return isFor(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** Returns whether the client contains a library for a machine. */
    static boolean isFor(String operatingSystem, String architecture) {
        return operatingSystem.equals("Linux")
                && AWSLambda.class.getResource(DIRECTORY + nameFor(architecture, isMusl())) != null;
    }

    /**
     * Writes the library for this machine into a directory.
     *
     * @throws IllegalStateException if there is none
     */
    static Path unpackInto(Path directory) {
        String name = nameFor(System.getProperty("os.arch"), isMusl());
        Path library = directory.resolve(name);
        try (InputStream content = AWSLambda.class.getResourceAsStream(DIRECTORY + name)) {
            if (content == null) {
                throw new IllegalStateException(
                        "AWS's runtime interface client contains no " + name + ": unset " + FunctionRuntime.VARIABLE);
            }
            Files.copy(content, library);
            return library;
        } catch (IOException full) {
            throw new UncheckedIOException("cannot write " + library, full);
        }
    }

    private static boolean isMusl() {
        return Files.exists(Path.of("/lib/ld-musl-x86_64.so.1")) || Files.exists(Path.of("/lib/ld-musl-aarch64.so.1"));
    }

    static String nameFor(String architecture, boolean musl) {
        String processor =
                switch (architecture) {
                    case "amd64" -> "x86_64";
                    case "aarch64" -> "aarch_64";
                    default -> architecture;
                };
        return "libaws-lambda-jni.linux" + (musl ? "_musl" : "") + "-" + processor + ".so";
    }
}
