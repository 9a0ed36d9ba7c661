package dev.tally.localstack.spec;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The content of {@code infra/web.yaml}, which Terraform also reads.
 *
 * @param headers of every file; {@code {apis}} stands for the origins that the page may call
 * @param cacheControl the first match counts
 * @param notFound the file for an unknown path, sent to browsers
 * @param contentTypes by file name extension
 */
public record WebSpec(
        Map<String, String> headers,
        CrossOrigin crossOrigin,
        List<CacheControl> cacheControl,
        String notFound,
        Map<String, String> contentTypes) {

    private static final Path FILE = Path.of("infra", "web.yaml");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /** The further headers of the files that pages of other origins load. */
    public record CrossOrigin(List<String> files, Map<String, String> headers) {}

    /** The caching of files. */
    public record CacheControl(String files, String value) {}

    /** @throws IllegalArgumentException if the file is missing or malformed; the message contains file and fault */
    public static WebSpec load(Path root) {
        Path file = root.resolve(FILE);
        try {
            return YAML.readValue(Files.readString(file), WebSpec.class);
        } catch (IOException broken) {
            throw new IllegalArgumentException("cannot read " + file + ": " + broken.getMessage(), broken);
        }
    }

    /** Returns the headers of a file, without those of its content. */
    public Map<String, String> headers(String file) {
        Map<String, String> all = new HashMap<>(headers);
        if (crossOrigin.files().stream().anyMatch(files -> matches(files, file))) {
            all.putAll(crossOrigin.headers());
        }
        return all;
    }

    public String cacheControl(String file) {
        return cacheControl.stream()
                .filter(rule -> matches(rule.files(), file))
                .findFirst()
                .map(CacheControl::value)
                .orElse("no-cache");
    }

    public String contentType(String path) {
        return contentTypes.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
    }

    private static boolean matches(String files, String file) {
        return file.matches(Pattern.quote(files).replace("*", "\\E.*\\Q"));
    }
}
