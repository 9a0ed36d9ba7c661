package dev.tally.localstack.spec;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What {@code infra/web.yaml} says; Terraform reads the same file.
 *
 * @param headers sent with every file; {@code {apis}} stands for the origins that the page may talk to
 * @param contentTypes by the end of a file's name
 */
public record WebSpec(Map<String, String> headers, CacheControl cacheControl, Map<String, String> contentTypes) {

    private static final Path FILE = Path.of("infra", "web.yaml");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /** How long files are kept: those whose names hold a hash, and the others. */
    public record CacheControl(String hashed, String other) {

        public String of(String path) {
            return path.startsWith("/assets/") ? hashed : other;
        }
    }

    /** @throws IllegalArgumentException if the file is not there or not of this shape; the message names it and the fault */
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
