package dev.tally.broadcaster.connections;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The query of a {@code $connect}.
 *
 * @param counters with commas between them, as in one or several parameters {@code counters}
 * @param token empty if there is none
 * @param isValid whether every name has the right case, and {@code token} is there once at most
 */
record ConnectQuery(String counters, String token, boolean isValid) {

    private static final String COUNTERS = "counters";
    private static final String TOKEN = "token";
    private static final Set<String> NAMES = Set.of(COUNTERS, TOKEN);

    /** Reads all values, because {@code queryStringParameters} has only the last one of each name. */
    static ConnectQuery of(JsonNode event) {
        Map<String, List<String>> values = new HashMap<>();
        event.path("queryStringParameters")
                .properties()
                .forEach(last ->
                        values.put(last.getKey(), List.of(last.getValue().asText())));
        event.path("multiValueQueryStringParameters")
                .properties()
                .forEach(all -> values.put(all.getKey(), texts(all.getValue())));
        List<String> tokens = values.getOrDefault(TOKEN, List.of());
        boolean isValid = tokens.size() <= 1 && values.keySet().stream().noneMatch(ConnectQuery::isMisspelled);
        String counters = String.join(",", values.getOrDefault(COUNTERS, List.of()));
        return new ConnectQuery(counters, String.join(",", tokens), isValid);
    }

    private static boolean isMisspelled(String name) {
        return !NAMES.contains(name) && NAMES.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
