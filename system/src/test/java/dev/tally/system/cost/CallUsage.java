package dev.tally.system.cost;

import dev.tally.system.kit.CallKind;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * What a workload has used of AWS.
 *
 * @param calls what functions called, by their words
 * @param units request units of DynamoDB, by {@link CallKind}
 * @param invocations by function
 * @param batches of the queue that Lambda itself received and deleted, each by one request
 * @param httpRequests of clients
 * @param messages over WebSockets, either way
 */
record CallUsage(
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

    /** Every figure for so many of what was done, by what it counts, without those that are 0. */
    Map<String, Double> per(double many, long done) {
        Map<String, Double> lines = new TreeMap<>();
        calls.forEach((call, number) -> lines.put(call, (double) number));
        units.forEach((kind, number) -> lines.put("units: " + kind, number));
        invocations.forEach((function, number) -> lines.put("invocations: " + function, (double) number));
        lines.put("batches of the queue", (double) batches);
        lines.put("messages over WebSockets", (double) messages);
        lines.values().removeIf(number -> number == 0);
        lines.replaceAll((what, number) -> number * many / done);
        return lines;
    }

    private static <T extends Number> Map<String, T> difference(
            Map<String, T> after, Map<String, T> before, BinaryOperator<T> minus) {
        Map<String, T> difference = new HashMap<>(after);
        before.forEach((what, number) -> difference.merge(what, number, minus));
        return difference;
    }
}
