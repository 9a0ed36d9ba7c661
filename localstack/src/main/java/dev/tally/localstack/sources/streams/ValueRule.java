package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** One alternative of an event pattern: a value, or an operator such as {@code {"prefix": "shard#"}}. */
@FunctionalInterface
interface ValueRule {

    /** @param values those that the event has there, none if it has none */
    boolean matches(List<JsonNode> values);

    /** @throws IllegalArgumentException if it is no rule */
    static ValueRule of(String path, JsonNode rule) {
        if (!rule.isObject()) {
            return any(equalTo(path, rule));
        }
        Map.Entry<String, JsonNode> operator = operator(path, rule);
        return operator.getKey().equals("exists")
                ? exists(path, operator.getValue())
                : any(operator(path, operator.getKey(), operator.getValue()));
    }

    private static ValueRule any(Predicate<JsonNode> rule) {
        return values -> values.stream().anyMatch(rule);
    }

    private static ValueRule exists(String path, JsonNode wanted) {
        check(wanted.isBoolean(), path, "'exists' takes true or false");
        return values -> values.isEmpty() != wanted.booleanValue();
    }

    private static Map.Entry<String, JsonNode> operator(String path, JsonNode rule) {
        check(rule.size() == 1, path, "one operator is wanted, not " + rule);
        return rule.properties().iterator().next();
    }

    private static Predicate<JsonNode> operator(String path, String name, JsonNode operand) {
        return switch (name) {
            case "prefix" -> text(path, operand, String::startsWith);
            case "suffix" -> text(path, operand, String::endsWith);
            case "equals-ignore-case" -> text(path, operand, String::equalsIgnoreCase);
            case "anything-but" -> anythingBut(path, operand);
            case "numeric" -> numeric(path, operand);
            default -> throw wrong(path, "no operator is named '" + name + "'");
        };
    }

    private static Predicate<JsonNode> text(String path, JsonNode operand, BiPredicate<String, String> test) {
        check(operand.isTextual(), path, "text is wanted, not " + operand);
        return value -> value.isTextual() && test.test(value.textValue(), operand.textValue());
    }

    private static Predicate<JsonNode> anythingBut(String path, JsonNode operand) {
        if (operand.isObject()) {
            Map.Entry<String, JsonNode> operator = operator(path, operand);
            return operator(path, operator.getKey(), operator.getValue()).negate();
        }
        if (!operand.isArray()) {
            return equalTo(path, operand).negate();
        }
        return StreamSupport.stream(operand.spliterator(), false)
                .map(one -> equalTo(path, one).negate())
                .reduce(value -> true, Predicate::and);
    }

    /** Comparisons of a JSON number; DynamoDB's numbers are text in a record, so none of them matches. */
    private static Predicate<JsonNode> numeric(String path, JsonNode operand) {
        check(operand.isArray() && !operand.isEmpty() && operand.size() % 2 == 0, path, "pairs of sign and number");
        return IntStream.range(0, operand.size() / 2)
                .mapToObj(pair -> comparison(path, operand.get(2 * pair).asText(), operand.get(2 * pair + 1)))
                .reduce(JsonNode::isNumber, Predicate::and);
    }

    private static Predicate<JsonNode> comparison(String path, String sign, JsonNode number) {
        check(number.isNumber(), path, "a number is wanted, not " + number);
        Predicate<Integer> test =
                switch (sign) {
                    case "=" -> order -> order == 0;
                    case "<" -> order -> order < 0;
                    case "<=" -> order -> order <= 0;
                    case ">" -> order -> order > 0;
                    case ">=" -> order -> order >= 0;
                    default -> throw wrong(path, "no comparison is written '" + sign + "'");
                };
        return value -> test.test(value.decimalValue().compareTo(number.decimalValue()));
    }

    private static Predicate<JsonNode> equalTo(String path, JsonNode wanted) {
        check(wanted.isValueNode(), path, "a value is wanted, not " + wanted);
        return wanted.isNumber()
                ? value -> value.isNumber() && value.decimalValue().compareTo(wanted.decimalValue()) == 0
                : wanted::equals;
    }

    private static void check(boolean right, String path, String message) {
        if (!right) {
            throw wrong(path, message);
        }
    }

    private static IllegalArgumentException wrong(String path, String message) {
        return new IllegalArgumentException(message + " at '" + path + "'");
    }
}
