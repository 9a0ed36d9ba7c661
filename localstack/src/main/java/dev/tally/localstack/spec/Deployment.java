package dev.tally.localstack.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What Terraform has deployed to an emulator, as {@code terraform output -json} tells it.
 *
 * @param functions what to invoke, by the function's name in {@code infra/stack.yaml}
 * @param queueUrls by the queue's name in {@code infra/stack.yaml}
 */
public record Deployment(Map<String, String> functions, Map<String, String> queueUrls) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public Deployment {
        functions = Map.copyOf(functions);
        queueUrls = Map.copyOf(queueUrls);
    }

    /**
     * Reads the file that {@code terraform output -json} was written to.
     *
     * @throws IllegalArgumentException if it is not there or names no functions; the message says what to do
     */
    public static Deployment read(Path file) {
        JsonNode outputs = outputs(file);
        Map<String, String> functions = new HashMap<>();
        String alias = outputs.path("function_alias").path("value").asText();
        texts(outputs, "function_names")
                .forEach((name, full) -> functions.put(name, alias.isEmpty() ? full : full + ":" + alias));
        if (functions.isEmpty()) {
            throw new IllegalArgumentException(
                    file + " has no output function_names: write it with `terraform output -json` after an apply");
        }
        return new Deployment(functions, texts(outputs, "queue_urls"));
    }

    /** @throws IllegalArgumentException if the function is not deployed; the message names those that are */
    public void require(String function) {
        if (!functions.containsKey(function)) {
            throw new IllegalArgumentException("function '" + function + "' of " + StackSpec.FILE
                    + " is not deployed, there are " + functions.keySet() + ": apply again");
        }
    }

    private static JsonNode outputs(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException broken) {
            throw new IllegalArgumentException(
                    "cannot read TALLY_DEPLOYMENT, " + file + ": write it with `terraform output -json`", broken);
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
