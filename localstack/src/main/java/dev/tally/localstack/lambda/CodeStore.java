package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The uploaded packages, one file for each content. Not safe for concurrent use. */
final class CodeStore {

    private final Map<String, Path> files = new HashMap<>();
    private @Nullable Path directory;

    Path store(Buffer zip) {
        return files.computeIfAbsent(digest(zip), digest -> write(digest, zip));
    }

    void delete() {
        try {
            for (Path file : files.values()) {
                Files.deleteIfExists(file);
            }
            if (directory != null) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException stuck) {
            throw new UncheckedIOException("cannot delete " + directory, stuck);
        }
    }

    private Path write(String digest, Buffer zip) {
        try {
            if (directory == null) {
                directory = Files.createTempDirectory("tally-code-");
            }
            return Files.write(directory.resolve(digest + ".zip"), zip.getBytes());
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot keep an uploaded package: " + failed.getMessage(), failed);
        }
    }

    private static String digest(Buffer zip) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(zip.getBytes()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
