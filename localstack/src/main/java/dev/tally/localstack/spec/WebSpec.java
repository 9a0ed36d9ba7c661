package dev.tally.localstack.spec;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The content of {@code infra/web.yaml}, which Terraform also reads.
 *
 * @param headers of every file; {@code {apis}} stands for the origins that the page may call
 * @param notFound the file for an unknown path, sent to browsers
 * @param contentTypes by file name extension
 */
public record WebSpec(
        Map<String, String> headers, CacheControl cacheControl, String notFound, Map<String, String> contentTypes) {

    private static final Path FILE = Path.of("infra", "web.yaml");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /** The caching of files with a hash in their name, and of other files. */
    public record CacheControl(String hashed, String other) {

        public String of(String path) {
            return path.startsWith("/assets/") ? hashed : other;
        }
    }

    /** @throws IllegalArgumentException if the file is missing or malformed; the message contains file and fault */
    public static WebSpec load(Path root) {
        Path file = root.resolve(FILE);
        try {
            return YAML.readValue(Files.readString(file), WebSpec.class);
        } catch (IOException broken) {
            throw new IllegalArgumentException("cannot read " + file + ": " + broken.getMessage(), broken);
        }
    }

    public String contentType(String path) {
        return contentTypes.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
    }
}
