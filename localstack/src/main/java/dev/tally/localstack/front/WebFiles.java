package dev.tally.localstack.front;

import dev.tally.localstack.spec.WebSpec;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the built web app, read once.
 *
 * @param byPath files by path, such as {@code /index.html}
 * @param spec headers and content types
 */
public record WebFiles(Map<String, WebFile> byPath, WebSpec spec) {

    /** The build's output directory, below the project's root. */
    static final Path DIRECTORY = Path.of("web", "app", "dist");

    /** One file with its headers, plain and compressed. */
    record WebFile(String contentType, String cacheControl, String etag, Buffer plain, Buffer compressed) {}

    /** Reads all files, none if the build left the page out. */
    public static WebFiles load(Path root) {
        Path directory = root.resolve(DIRECTORY);
        WebSpec spec = WebSpec.load(root);
        Map<String, WebFile> files = new HashMap<>();
        if (Files.isRegularFile(directory.resolve("index.html"))) {
            try (Stream<Path> paths = Files.walk(directory)) {
                paths.filter(Files::isRegularFile).forEach(file -> {
                    String path = "/" + directory.relativize(file).toString().replace('\\', '/');
                    files.put(path, read(file, path, spec));
                });
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return new WebFiles(Map.copyOf(files), spec);
    }

    public boolean areBuilt() {
        return !byPath.isEmpty();
    }

    @Nullable
    WebFile at(String path) {
        return byPath.get(path.equals("/") ? "/index.html" : path);
    }

    /** Returns the file for an unknown path, null if the build left the page out. */
    @Nullable
    WebFile notFound() {
        return byPath.get("/" + spec.notFound());
    }

    private static WebFile read(Path file, String path, WebSpec spec) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return new WebFile(
                    spec.contentType(path),
                    spec.cacheControl().of(path),
                    etag(bytes),
                    Buffer.buffer(bytes),
                    Buffer.buffer(compress(bytes)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static byte[] compress(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }

    private static String etag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            // Weak, because the plain and the compressed form have the same tag.
            return "W/\"" + HexFormat.of().formatHex(hash, 0, 16) + '"';
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has SHA-256", absent);
        }
    }
}
