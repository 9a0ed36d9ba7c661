package dev.tally.system.scale;

import dev.tally.system.cost.CallUsage;
import dev.tally.system.kit.CallKind;
import java.util.HashMap;
import java.util.Map;

/** The use of AWS that has a price. */
final class Usage {

    private final Map<String, Double> units = new HashMap<>();
    private final Map<String, Long> invocations = new HashMap<>();
    private long sends;
    private long batches;
    private long requests;
    private long messages;
    private long polls;
    private long shieldRequests;
    private long originRequests;

    void units(String kind, double number) {
        units.merge(kind, number, Double::sum);
    }

    double writeUnits() {
        return units.entrySet().stream()
                .filter(kind -> !CallKind.reads(kind.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    void invocations(String function, long number) {
        invocations.merge(function, number, Long::sum);
    }

    void requests(long number) {
        requests += number;
        invocations("press", number);
    }

    void sends(long number) {
        sends += number;
    }

    void batch() {
        batches++;
        invocations("aggregator", 1);
    }

    /** Adds messages over WebSockets. */
    void messages(long number) {
        messages += number;
    }

    /** Adds requests of pages to CloudFront. */
    void polls(long number) {
        polls += number;
    }

    void shieldRequest() {
        shieldRequests++;
    }

    /** Adds a request of Origin Shield to the HTTP API. */
    void originRequest() {
        originRequests++;
        requests(1);
    }

    long polls() {
        return polls;
    }

    long shieldRequests() {
        return shieldRequests;
    }

    long originRequests() {
        return originRequests;
    }

    long messages() {
        return messages;
    }

    void restart() {
        units.clear();
        invocations.clear();
        sends = 0;
        batches = 0;
        requests = 0;
        messages = 0;
        polls = 0;
        shieldRequests = 0;
        originRequests = 0;
    }

    CallUsage calls() {
        return new CallUsage(
                Map.of("press: sqs:SendMessage on queue:clicks", sends),
                Map.copyOf(units),
                Map.copyOf(invocations),
                batches,
                requests,
                messages);
    }
}
