package dev.tally.localstack.lambda;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The native half of AWS's runtime interface client. */
final class NativeLibrary {

    // By itself every process would write it to one and the same file below /tmp before it loads it. That is right
    // where a process has a machine of its own; here, one that starts beside another would load a half-written file
    // and crash with SIGBUS.

    /** The system property that names the file to load instead. */
    static final String PROPERTY = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private NativeLibrary() {}

    /** Writes the one for this machine into a directory. */
    static Path unpackInto(Path directory) {
        boolean musl =
                Files.exists(Path.of("/lib/ld-musl-x86_64.so.1")) || Files.exists(Path.of("/lib/ld-musl-aarch64.so.1"));
        String name = nameFor(System.getProperty("os.arch"), musl);
        Path library = directory.resolve(name);
        try (InputStream content = AWSLambda.class.getResourceAsStream("/jni/" + name)) {
            if (content == null) {
                throw new IllegalStateException(
                        "the runtime interface client holds no " + name + ": functions run on x86_64 and aarch64 only");
            }
            Files.copy(content, library);
            return library;
        } catch (IOException full) {
            throw new UncheckedIOException("cannot write " + library, full);
        }
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
