package dev.tally.system.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PricesTest {

    private static final Offset<Double> EXACT = within(1e-12);
    private static final Map<String, Integer> MEMORY = Map.of("press", 2048);

    private final Prices prices = parse(
            """
            region: r
            readOn: 2026-11-22
            perMillion: {httpRequests: 1, webSocketMessages: 2, connectionMinutes: 3, viewerRequests: 11,
              originShieldRequests: 12, viewerKilobytes: 13, queueRequests: 4, writeUnits: 5,
              readUnits: 6, invocations: 7, gigabyteSeconds: {arm64: 10}, logKilobytes: 8, traces: 9}
            perMonth: {alarms: 10, dashboards: 20, metrics: 30}
            budget: {hot clicks: 2}
            assumed: {architecture: arm64, milliseconds: {press: 500}, logKilobytes: {press: 0.5}, messageLogKilobytes: 0.25,
              accessLogKilobytes: 0.125, pollKilobytes: 0.5, idleReceives: 500000}
            """);

    @Test
    void bill_everyService_isItsCallsTimesItsPrice() {
        CallUsage usage = new CallUsage(
                Map.of("press: sqs:SendMessage on queue:clicks", 1_000_000L, "press: dynamodb:Query on table:t", 9L),
                Map.of("write shard", 1_000_000.0, "read shards", 500_000.0, "other: Query", 500_000.0),
                Map.of("press", 1_000_000L),
                1_000_000,
                1_000_000,
                1_000_000);

        assertThat(prices.bill(usage, MEMORY, 2_000_000).values())
                .satisfiesExactly(
                        http -> assertThat(http).isEqualTo(1, EXACT),
                        webSocket -> assertThat(webSocket).isEqualTo(2 + 2 * 3, EXACT),
                        sqs -> assertThat(sqs).isEqualTo(4 + 2 * 4, EXACT),
                        dynamoDb -> assertThat(dynamoDb).isEqualTo(5 + 6, EXACT),
                        lambda -> assertThat(lambda).isEqualTo(7 + 10, EXACT),
                        logs -> assertThat(logs).isEqualTo((0.5 + 2 * 0.25) * 8, EXACT),
                        accessLogs -> assertThat(accessLogs).isEqualTo(0.125 * 8, EXACT));
    }

    @Test
    void idleMonth_twoAlarms_areTheyTheDashboardAndTheReceives() {
        assertThat(prices.idleMonth(2)).isEqualTo(2 * 10 + 20 + 0.5 * 4, EXACT);
    }

    @Test
    void polls_requestsOfPages_areTheirRequestsAndAnswers() {
        assertThat(prices.polls(1_000_000, 2_000_000)).isEqualTo(11 + 0.5 * 13 + 2 * 12, EXACT);
    }

    @Test
    void traces_halfOfTheInvocations_areHalfOfTheirPrice() {
        CallUsage usage = new CallUsage(Map.of(), Map.of(), Map.of("press", 4_000_000L), 0, 0, 0);

        assertThat(prices.traces(usage, 0.5)).isEqualTo(2 * 9, EXACT);
        assertThat(prices.bill(usage, MEMORY, 0).keySet()).noneMatch(service -> service.contains("trace"));
    }

    @Test
    void bill_functionWithoutDuration_namesIt() {
        CallUsage usage = new CallUsage(Map.of(), Map.of(), Map.of("new", 1L), 0, 0, 0);
        assertThatThrownBy(() -> prices.bill(usage, Map.of("new", 512), 0)).hasMessageContaining("no 'new'");
    }

    @Test
    void load_projectsPrices_haveEveryFunction() {
        Path root = ProjectRoot.above(Path.of(""));
        Prices.Assumed assumed = Prices.load(root).assumed();
        assertThat(assumed.milliseconds().keySet())
                .isEqualTo(StackSpec.load(root).functions().keySet());
        assertThat(assumed.logKilobytes().keySet())
                .isEqualTo(assumed.milliseconds().keySet());
    }

    @Test
    void parse_priceMissing_namesIt() {
        assertThatThrownBy(() -> parse("{region: r, readOn: d, perMillion: {httpRequests: 1}}"))
                .hasMessageContaining("webSocketMessages");
    }

    @Test
    void exceededBy_callAboveTheBudget_isASentence() {
        CostBudget budget = new CostBudget("cold clicks", Map.of("press: a on b", 1000.0));
        assertThat(budget.exceededBy(usage(Map.of("press: a on b", 10L)), 10)).isEmpty();
        assertThat(budget.exceededBy(usage(Map.of("press: a on b", 10L, "press: c on d", 1L)), 10))
                .containsExactly("cold clicks: 100 of 'press: c on d' per 1,000, but the budget allows 0");
    }

    @Test
    void minus_earlierUsage_isTheUsageSince() {
        CallUsage since = usage(Map.of("a", 5L, "b", 1L)).minus(usage(Map.of("a", 5L)));
        assertThat(since.per(1, 1)).isEqualTo(Map.of("b", 1.0));
    }

    private static CallUsage usage(Map<String, Long> calls) {
        return new CallUsage(calls, Map.of(), Map.of(), 0, 0, 0);
    }

    private static Prices parse(String yaml) {
        try {
            return Prices.parse(yaml);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong.getMessage(), wrong);
        }
    }
}
