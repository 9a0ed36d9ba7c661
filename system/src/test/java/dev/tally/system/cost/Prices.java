package dev.tally.system.cost;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tally.system.kit.CallKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The prices of {@code infra/prices.yaml}, which describes every figure.
 *
 * @param readOn the day on which the prices were read
 * @param budget the most dollars per million, by workload
 */
public record Prices(
        String region,
        String readOn,
        PerMillion perMillion,
        PerMonth perMonth,
        Map<String, Double> budget,
        Assumed assumed) {

    static final Path FILE = Path.of("infra", "prices.yaml");
    static final String ACCESS_LOGS = "access logs";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private static final double MILLION = 1_000_000;

    /** Dollars per million. */
    public record PerMillion(
            double httpRequests,
            double webSocketMessages,
            double connectionMinutes,
            double viewerRequests,
            double originShieldRequests,
            double viewerKilobytes,
            double queueRequests,
            double writeUnits,
            double readUnits,
            double invocations,
            Map<String, Double> gigabyteSeconds,
            double logKilobytes,
            double traces) {}

    /** Dollars per month for one. */
    public record PerMonth(double alarms, double dashboards, double metrics) {}

    /**
     * Assumptions about AWS, because these figures cannot be measured here.
     *
     * @param milliseconds of an invocation, by function
     * @param pollKilobytes of an answer to a page that polls
     * @param logKilobytes of an invocation, by function
     * @param messageLogKilobytes of a message
     * @param accessLogKilobytes of a request
     * @param idleReceives of the empty queues in a month
     */
    public record Assumed(
            String architecture,
            Map<String, Integer> milliseconds,
            double pollKilobytes,
            Map<String, Double> logKilobytes,
            double messageLogKilobytes,
            double accessLogKilobytes,
            long idleReceives) {}

    /** Reads the file below a project's root. */
    public static Prices load(Path root) {
        try {
            return parse(Files.readString(root.resolve(FILE)));
        } catch (IOException wrong) {
            throw new UncheckedIOException(FILE + ": " + wrong.getMessage(), wrong);
        }
    }

    static Prices parse(String yaml) throws IOException {
        return YAML.readValue(yaml, Prices.class);
    }

    /**
     * Returns dollars by service.
     *
     * @param memory of the functions in megabytes, by name
     */
    public Map<String, Double> bill(CallUsage usage, Map<String, Integer> memory, long connectionMinutes) {
        Map<String, Double> bill = new LinkedHashMap<>();
        bill.put("HTTP API", usage.httpRequests() * perMillion.httpRequests / MILLION);
        bill.put(
                "WebSocket API",
                (usage.messages() * perMillion.webSocketMessages + connectionMinutes * perMillion.connectionMinutes)
                        / MILLION);
        bill.put("SQS", queueRequests(usage) * perMillion.queueRequests / MILLION);
        bill.put("DynamoDB", units(usage) / MILLION);
        bill.put("Lambda", invocations(usage, memory) / MILLION);
        bill.put("logs", logKilobytes(usage) * perMillion.logKilobytes / MILLION);
        bill.put(ACCESS_LOGS, accessLogKilobytes(usage) * perMillion.logKilobytes / MILLION);
        return bill;
    }

    /** Returns the dollars of CloudFront for pages that poll. */
    public double polls(long polls, long originShieldRequests) {
        return (polls * (perMillion.viewerRequests + assumed.pollKilobytes * perMillion.viewerKilobytes)
                        + originShieldRequests * perMillion.originShieldRequests)
                / MILLION;
    }

    /** Returns the dollars that a deployment with alarms and one dashboard costs in a month without traffic. */
    double idleMonth(int alarms) {
        return alarms * perMonth.alarms
                + perMonth.dashboards
                + assumed.idleReceives * perMillion.queueRequests / MILLION;
    }

    private double logKilobytes(CallUsage usage) {
        double lines = usage.invocations().entrySet().stream()
                .mapToDouble(invoked -> invoked.getValue() * known(assumed.logKilobytes, invoked.getKey()))
                .sum();
        return lines + (sent(usage) + usage.messages()) * assumed.messageLogKilobytes;
    }

    /** WebSocket routes invoke connections. */
    private double accessLogKilobytes(CallUsage usage) {
        return (usage.httpRequests() + usage.invocations().getOrDefault("connections", 0L))
                * assumed.accessLogKilobytes;
    }

    /**
     * Returns the dollars that active tracing adds, if each recorded invocation is one trace.
     *
     * @param share of the invocations that are recorded, as {@link TraceSampling#share}
     */
    double traces(CallUsage usage, double share) {
        return sum(usage.invocations()) * share * perMillion.traces / MILLION;
    }

    /** Returns the requests of the functions, and two for each batch, because Lambda receives and deletes it. */
    private static long queueRequests(CallUsage usage) {
        return sent(usage) + 2 * usage.batches();
    }

    private static long sent(CallUsage usage) {
        return usage.calls().entrySet().stream()
                .filter(call -> call.getKey().contains(": sqs:"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private double units(CallUsage usage) {
        return usage.units().entrySet().stream()
                .mapToDouble(units -> units.getValue()
                        * (CallKind.reads(units.getKey()) ? perMillion.readUnits : perMillion.writeUnits))
                .sum();
    }

    private double invocations(CallUsage usage, Map<String, Integer> memory) {
        double gigabyteSecond = known(perMillion.gigabyteSeconds, assumed.architecture);
        return usage.invocations().entrySet().stream()
                .mapToDouble(invoked -> invoked.getValue()
                        * (perMillion.invocations + gigabyteSeconds(invoked.getKey(), memory) * gigabyteSecond))
                .sum();
    }

    private double gigabyteSeconds(String function, Map<String, Integer> memory) {
        return known(memory, function) / 1024.0 * known(assumed.milliseconds, function) / 1000.0;
    }

    private static long sum(Map<String, Long> numbers) {
        return numbers.values().stream().mapToLong(Long::longValue).sum();
    }

    private static <T> T known(Map<String, T> map, String name) {
        return Objects.requireNonNull(map.get(name), () -> FILE + ": no '" + name + "'; it has " + map.keySet());
    }
}
