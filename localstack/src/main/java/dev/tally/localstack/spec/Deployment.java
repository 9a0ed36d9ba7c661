package dev.tally.localstack.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The resources that Terraform has deployed to an emulator, read from {@code terraform output -json}.
 *
 * @param functions names or aliases to invoke, by the function's name in {@code infra/stack.yaml}
 * @param queueUrls by the queue's name in {@code infra/stack.yaml}
 */
public record Deployment(Map<String, String> functions, Map<String, String> queueUrls) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public Deployment {
        functions = Map.copyOf(functions);
        queueUrls = Map.copyOf(queueUrls);
    }

    /**
     * Reads a file with the output of {@code terraform output -json}.
     *
     * @throws IllegalArgumentException if the file is missing or names no functions; the message contains the remedy
     */
    public static Deployment read(Path file) {
        JsonNode outputs = outputs(file);
        Map<String, String> functions = new HashMap<>();
        String alias = outputs.path("function_alias").path("value").asText();
        texts(outputs, "function_names")
                .forEach((name, full) -> functions.put(name, alias.isEmpty() ? full : full + ":" + alias));
        if (functions.isEmpty()) {
            throw new IllegalArgumentException(file
                    + " has no output function_names: write the file with `terraform output -json` after an apply");
        }
        return new Deployment(functions, texts(outputs, "queue_urls"));
    }

    /** @throws IllegalArgumentException if the function is not deployed; the message lists the deployed functions */
    public void require(String function) {
        if (!functions.containsKey(function)) {
            throw new IllegalArgumentException("function '" + function + "' of " + StackSpec.FILE
                    + " is not deployed, only " + functions.keySet() + ": run `terraform apply` again");
        }
    }

    private static JsonNode outputs(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException broken) {
            throw new IllegalArgumentException(
                    "cannot read " + file + ", the file of TALLY_DEPLOYMENT: write it with `terraform output -json`",
                    broken);
        }
    }

    private static Map<String, String> texts(JsonNode outputs, String output) {
        Map<String, String> texts = new HashMap<>();
        outputs.path(output)
                .path("value")
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
