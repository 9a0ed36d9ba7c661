package dev.tally.localstack.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The selection of a message's route.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html#apigateway-websocket-api-route-selection-expressions">
 *     Route selection expressions</a>
 */
final class WebSocketRoutes {

    static final String CONNECT = "$connect";
    static final String DISCONNECT = "$disconnect";
    static final String DEFAULT = "$default";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{?request\\.body\\.([A-Za-z0-9_-]+)}?");

    private final String field;
    private final Set<String> routes;

    /** @throws IllegalArgumentException if the expression does not name a field of the message */
    WebSocketRoutes(String selectionExpression, Collection<String> routes) {
        Matcher expression = EXPRESSION.matcher(selectionExpression);
        if (!expression.matches()) {
            throw new IllegalArgumentException(
                    "routeSelectionExpression must name a body field, such as $request.body.action, not "
                            + selectionExpression);
        }
        this.field = expression.group(1);
        this.routes = Set.copyOf(routes);
    }

    /** Returns the route that a message names, or {@code $default}. */
    String of(String message) {
        JsonNode named = json(message).path(field);
        return named.isTextual() && routes.contains(named.textValue()) ? named.textValue() : DEFAULT;
    }

    private static JsonNode json(String message) {
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException noJson) {
            return JSON.missingNode();
        }
    }
}
