package dev.tally.system.cost;

import dev.tally.system.kit.CallKind;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * The AWS usage of a workload.
 *
 * @param calls of functions, by {@link dev.tally.system.kit.Access#words}
 * @param units request units of DynamoDB, by {@link CallKind}
 * @param invocations by function
 * @param batches of the queue that Lambda itself received and deleted, each by one request
 * @param httpRequests of clients
 * @param messages over WebSockets, either way
 */
public record CallUsage(
        Map<String, Long> calls,
        Map<String, Double> units,
        Map<String, Long> invocations,
        long batches,
        long httpRequests,
        long messages) {

    CallUsage minus(CallUsage before) {
        return new CallUsage(
                difference(calls, before.calls, (more, less) -> more - less),
                difference(units, before.units, (more, less) -> more - less),
                difference(invocations, before.invocations, (more, less) -> more - less),
                batches - before.batches,
                httpRequests - before.httpRequests,
                messages - before.messages);
    }

    /**
     * Returns every figure that is not 0, by name.
     *
     * @param many the number of operations to scale to
     * @param done the number of operations of the workload
     */
    Map<String, Double> per(double many, long done) {
        Map<String, Double> lines = new TreeMap<>();
        calls.forEach((call, number) -> lines.put(call, (double) number));
        units.forEach((kind, number) -> lines.put("units: " + kind, number));
        invocations.forEach((function, number) -> lines.put("invocations: " + function, (double) number));
        lines.put("batches of the queue", (double) batches);
        lines.put("messages over WebSockets", (double) messages);
        lines.values().removeIf(number -> number == 0);
        lines.replaceAll((name, number) -> number * many / done);
        return lines;
    }

    private static <T extends Number> Map<String, T> difference(
            Map<String, T> after, Map<String, T> before, BinaryOperator<T> minus) {
        Map<String, T> difference = new HashMap<>(after);
        before.forEach((name, number) -> difference.merge(name, number, minus));
        return difference;
    }
}
