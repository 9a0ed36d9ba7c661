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
 * @param notFound the file for an unknown path, null if the build left the page out
 */
public record WebFiles(Map<String, WebFile> byPath, @Nullable WebFile notFound) {

    /** The build's output directory, below the project's root. */
    static final Path DIRECTORY = Path.of("web", "app", "dist");

    /** One file with its headers, plain and compressed. */
    record WebFile(
            Map<String, String> headers,
            String contentType,
            String cacheControl,
            String etag,
            Buffer plain,
            Buffer compressed) {}

    /** Reads all files, none if the build left the page out. */
    public static WebFiles load(Path root) {
        Path directory = root.resolve(DIRECTORY);
        WebSpec spec = WebSpec.load(root);
        Map<String, WebFile> files = new HashMap<>();
        if (Files.isRegularFile(directory.resolve("index.html"))) {
            try (Stream<Path> paths = Files.walk(directory)) {
                paths.filter(Files::isRegularFile).forEach(file -> {
                    String name = directory.relativize(file).toString().replace('\\', '/');
                    files.put("/" + name, read(file, name, spec));
                });
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return new WebFiles(Map.copyOf(files), files.get("/" + spec.notFound()));
    }

    public boolean areBuilt() {
        return !byPath.isEmpty();
    }

    @Nullable
    WebFile at(String path) {
        return byPath.get(path.equals("/") ? "/index.html" : path);
    }

    private static WebFile read(Path file, String name, WebSpec spec) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return new WebFile(
                    spec.headers(name),
                    spec.contentType(name),
                    spec.cacheControl(name),
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
