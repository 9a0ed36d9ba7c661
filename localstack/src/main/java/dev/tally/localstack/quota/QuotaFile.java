package dev.tally.localstack.quota;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code infra/quotas.yaml}.
 *
 * @param quotas by key
 * @param reservedConcurrency executions by function
 */
public record QuotaFile(Map<String, Entry> quotas, Map<String, Integer> reservedConcurrency) {

    /** The path of the file below the project's root. */
    public static final Path FILE = Path.of("infra", "quotas.yaml");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /**
     * A quota.
     *
     * @param value a number, or a number per second
     * @param burst the size of AWS's token bucket, null for the tokens of one second
     * @param source the page of AWS that documents the value
     */
    public record Entry(double value, @Nullable Double burst, URI source) {}

    /**
     * Reads the file below a project's root.
     *
     * @throws IllegalArgumentException if the file is missing or malformed; the message contains file and fault
     */
    public static QuotaFile load(Path root) {
        Path file = root.resolve(FILE);
        try {
            return YAML.readValue(Files.readString(file), QuotaFile.class);
        } catch (IOException broken) {
            throw new IllegalArgumentException("cannot read " + file + ": " + broken.getMessage(), broken);
        }
    }

    /** Returns these quotas with another value of one. */
    public QuotaFile with(Quota quota, double value) {
        Map<String, Entry> changed = new HashMap<>(quotas);
        changed.put(quota.toString(), new Entry(value, null, of(quota).source()));
        return new QuotaFile(changed, reservedConcurrency);
    }

    Entry of(Quota quota) {
        Entry entry = quotas.get(quota.toString());
        if (entry == null) {
            throw new IllegalArgumentException("add the quota '" + quota + "' to " + FILE + ": it is missing");
        }
        return entry;
    }
}
