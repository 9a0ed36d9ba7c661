package dev.tally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.counter.CounterId;
import dev.tally.counter.InMemoryPostStore;
import dev.tally.counter.InMemoryTallyStore;
import dev.tally.counter.Increment;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardState;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyStore;
import dev.tally.counter.Voter;
import dev.tally.runtime.FixedTimeContext;
import dev.tally.runtime.metrics.FakeMetrics;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.trace.FakeSpans;
import dev.tally.runtime.trace.SpanData;
import dev.tally.runtime.trace.TraceContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregatorHandlerTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final InMemoryTallyStore tallies = new InMemoryTallyStore();
    private final InMemoryPostStore posts = new InMemoryPostStore();
    private final FakeDeadLetters deadLetters = new FakeDeadLetters();
    private final FakeRedelivery redelivery = new FakeRedelivery();
    private final FakeMetrics metrics = new FakeMetrics();
    private final FakeSpans spans = new FakeSpans();
    private final CountDownLatch never = new CountDownLatch(1);
    private TestSettings settings = new TestSettings();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void handleRequest_batchOfSeveralGroups_countsAll() {
        assertThat(failures(tallies, event("fifo-batch"))).isEmpty();
        assertThat(count("sample")).isEqualTo(1 + 1 - 1 + 5 + 2);
        assertThat(count("sample-other")).isEqualTo(10);
    }

    @Test
    void handleRequest_clickVotesResetAndPost_countsEachOnce() {
        for (int delivery = 0; delivery < 2; delivery++) {
            assertThat(failures(tallies, event("votes"))).isEmpty();
            assertThat(count("sample")).isEqualTo(5);
            // One voter votes again after the reset of its shard. The other shard has not received the reset.
            assertThat(count("like~sample")).isEqualTo(2);
            assertThat(posts.newest(5, null)).hasSize(1);
        }
        assertThat(deadLetters.reasons).isEmpty();
    }

    @Test
    void handleRequest_messageWithATrace_isCountedInIt() {
        SQSEvent event = event("fifo-batch");
        event.getRecords().get(1).getAttributes().put(TraceContext.MESSAGE_ATTRIBUTE, FakeSpans.ABOVE.header());
        failures(tallies, event);
        failures(tallies, event);
        assertThat(spans.all()).extracting(SpanData::parent).containsExactly(FakeSpans.ABOVE.spanId());
    }

    @Test
    void handleRequest_sameBatchTwice_countsOnce() {
        failures(tallies, event("fifo-batch"));
        assertThat(failures(tallies, event("fifo-batch"))).isEmpty();
        assertThat(count("sample")).isEqualTo(8);
    }

    @Test
    void handleRequest_redeliveredMixedWithNew_countsTheNew() {
        failures(tallies, event("fifo-batch"));
        assertThat(failures(tallies, event("fifo-batch-redelivered-and-new"))).isEmpty();
        assertThat(count("sample")).isEqualTo(8 + 2);
    }

    @Test
    void handleRequest_recordsInAnyOrder_countsOnce() {
        SQSEvent event = event("fifo-batch");
        Collections.reverse(event.getRecords());
        failures(tallies, event);
        failures(tallies, event("fifo-batch-redelivered-and-new"));
        assertThat(count("sample")).isEqualTo(10);
    }

    @Test
    void handleRequest_poisonAmongGood_sendsItToDeadLettersAndCountsTheOthers() {
        SQSEvent event = event("poison");
        assertThat(failures(tallies, event)).isEmpty();
        assertThat(count("sample")).isEqualTo(2);
        assertThat(deadLetters.reasons)
                .containsOnlyKeys(event.getRecords().get(1).getMessageId());
        assertThat(deadLetters.reasons.values()).first().asString().contains("body is not JSON");
    }

    @Test
    void handleRequest_countFails_sendsNoDeadLetterBeforeTheCount() {
        SQSEvent event = event("poison");
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(failures(new Failing(0), event)).containsExactlyElementsOf(ids(event.getRecords()));
        }
        assertThat(deadLetters.sends).hasValue(0);
        assertThat(failures(tallies, event)).isEmpty();
        assertThat(deadLetters.sends).hasValue(1);
        assertThat(count("sample")).isEqualTo(2);
    }

    @Test
    void handleRequest_deadLettersFailAfterTheCount_reportsOnlyTheMalformedMessage() {
        deadLetters.failing = true;
        SQSEvent event = event("poison");
        String malformed = event.getRecords().get(1).getMessageId();
        assertThat(failures(tallies, event)).containsExactly(malformed);
        assertThat(count("sample")).isEqualTo(2);
        deadLetters.failing = false;
        event.setRecords(List.of(event.getRecords().get(1)));
        assertThat(failures(tallies, event)).isEmpty();
        assertThat(deadLetters.reasons).containsOnlyKeys(malformed);
        assertThat(count("sample")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MessageGroupId", "SequenceNumber"})
    void handleRequest_attributeMissing_sendsTheMessageToDeadLetters(String attribute) {
        SQSEvent event = event("fifo-batch");
        event.getRecords().get(5).getAttributes().remove(attribute);
        assertThat(failures(tallies, event)).isEmpty();
        assertThat(deadLetters.reasons).hasSize(1);
        assertThat(count("sample-other")).isZero();
        assertThat(count("sample")).isEqualTo(8);
    }

    @Test
    void handleRequest_oneGroupFails_reportsTheWholeGroupAndNoOther() {
        TallyStore failing = new Failing(1);
        SQSEvent event = event("fifo-batch");
        List<String> ofShard1 = event.getRecords().stream()
                .filter(message -> "sample#1".equals(message.getAttributes().get("MessageGroupId")))
                .map(SQSMessage::getMessageId)
                .toList();
        assertThat(failures(failing, event)).containsExactlyElementsOf(ofShard1);
        assertThat(count("sample")).isEqualTo(7);
    }

    @Test
    void handleRequest_aGroupHangs_answersBeforeTheTimeOutAndReportsIt() {
        SQSEvent event = event("fifo-batch");
        assertThat(handler(new Hanging(1))
                        .handleRequest(event, new FixedTimeContext(2000))
                        .getBatchItemFailures())
                .hasSize(2);
        assertThat(count("sample-other")).isEqualTo(10);
    }

    @Test
    void handleRequest_aGroupHangsAgain_hasOneSecond() {
        SQSEvent event = event("fifo-batch-redelivered-and-new");
        Instant start = Instant.now();
        assertThat(handler(new Hanging(0))
                        .handleRequest(event, new FixedTimeContext(60_000))
                        .getBatchItemFailures())
                .hasSize(5);
        assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofMillis(900), Duration.ofSeconds(30));
    }

    @Test
    void handleRequest_nothingFails_requestsNoRedelivery() {
        failures(tallies, event("fifo-batch"));
        assertThat(redelivery.calls).hasValue(0);
    }

    @Test
    void handleRequest_oneGroupFails_isRedeliveredAtOnceAndNoOther() {
        List<String> failures = failures(new Failing(1), event("fifo-batch"));
        assertThat(redelivery.calls).hasValue(1);
        assertThat(redelivery.delays).containsOnlyKeys(failures).allSatisfy((id, delay) -> assertThat(delay)
                .isZero());
    }

    @Test
    void handleRequest_groupOfOldAndNewFails_isRedeliveredTogetherAfterTheDelayOfTheOld() {
        List<String> failures = failures(new Failing(0), event("fifo-batch-redelivered-and-new"));
        assertThat(redelivery.calls).hasValue(1);
        assertThat(redelivery.delays).hasSize(5).containsOnlyKeys(failures).allSatisfy((id, delay) -> assertThat(delay)
                .isEqualTo(Duration.ofSeconds(1)));
    }

    @Test
    void handleRequest_deadlineIsOver_redeliversTheUnfinishedGroup() {
        assertThat(handler(new Hanging(1))
                        .handleRequest(event("fifo-batch"), new FixedTimeContext(1000))
                        .getBatchItemFailures())
                .hasSize(2);
        assertThat(redelivery.delays).hasSize(2);
    }

    @Test
    void handleRequest_redeliveryFails_changesNothing() {
        redelivery.trouble = () -> {
            throw new IllegalStateException("the queue does not answer");
        };
        assertThat(failures(new Failing(1), event("fifo-batch"))).hasSize(2);
        assertThat(count("sample")).isEqualTo(7);
    }

    @Test
    void handleRequest_redeliveryHangs_answersBeforeTheTimeOut() {
        redelivery.trouble = this::hang;
        Instant start = Instant.now();
        assertThat(handler(new Failing(1))
                        .handleRequest(event("fifo-batch"), new FixedTimeContext(2000))
                        .getBatchItemFailures())
                .hasSize(2);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void handleRequest_redeliveryIsOff_requestsNone() {
        settings = new TestSettings(false);
        assertThat(failures(new Failing(1), event("fifo-batch"))).hasSize(2);
        assertThat(redelivery.calls).hasValue(0);
    }

    @Test
    void handleRequest_post_isWrittenOnce() {
        failures(tallies, event("post"));
        assertThat(failures(tallies, event("post"))).isEmpty();
        assertThat(posts.newest(10, null)).extracting("title").containsExactly("A first post");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"Records\":[null]}", "{\"Records\":[{}]}"})
    void handleRequest_noSqsEvent_isRejected(String event) {
        assertThatThrownBy(() -> failures(tallies, JSON.readValue(event, SQSEvent.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an SQS event");
    }

    @Test
    void handleRequest_redeliveredMixedWithNew_recordsCountedAndDroppedClicks() {
        failures(tallies, event("fifo-batch"));
        metrics.reset();
        failures(tallies, event("fifo-batch-redelivered-and-new"));

        int received = event("fifo-batch-redelivered-and-new").getRecords().size();
        assertThat(metrics.values(Metric.BATCH_SIZE)).containsExactly((long) received);
        assertThat(metrics.values(Metric.QUEUE_DELAY)).hasSize(received);
        assertThat(metrics.sum(Metric.CLICKS_COUNTED))
                .isEqualTo(metrics.values(Metric.CLICK_TO_COUNTED).size())
                .isPositive();
        assertThat(metrics.sum(Metric.CLICKS_COUNTED) + metrics.sum(Metric.DUPLICATES_DROPPED))
                .isEqualTo(received);
    }

    @Test
    void handleRequest_poisonAmongGood_recordsTheDeadLetter() {
        failures(tallies, event("poison"));
        assertThat(metrics.sum(Metric.DEAD_LETTERS)).isEqualTo(1);
    }

    @Test
    void handleRequest_groupFails_recordsItsMessagesAsFailedAndNoneAsCounted() {
        List<String> failures = failures(new Failing(1), event("fifo-batch"));
        assertThat(metrics.sum(Metric.MESSAGES_FAILED))
                .isEqualTo(failures.size())
                .isPositive();
        assertThat(metrics.sum(Metric.CLICKS_COUNTED))
                .isEqualTo(event("fifo-batch").getRecords().stream()
                        .filter(message ->
                                !"sample#1".equals(message.getAttributes().get("MessageGroupId")))
                        .count());
    }

    @Test
    void handleRequest_sentTimestampIsNoTime_recordsNoDelay() {
        SQSEvent event = event("fifo-batch");
        event.getRecords().get(0).getAttributes().put("SentTimestamp", "soon");
        failures(tallies, event);
        assertThat(metrics.values(Metric.QUEUE_DELAY))
                .hasSize(event.getRecords().size() - 1);
    }

    private List<String> failures(TallyStore store, SQSEvent event) {
        return handler(store).handleRequest(event, new FixedTimeContext(5000)).getBatchItemFailures().stream()
                .map(BatchItemFailure::getItemIdentifier)
                .toList();
    }

    private AggregatorHandler handler(TallyStore store) {
        Clock clock = Clock.systemUTC();
        ProcessGroup processGroup = new ProcessGroup(
                new CountClicks(store, clock, metrics, spans.tracer(clock), pause -> {}), posts, deadLetters, metrics);
        return new AggregatorHandler(
                new ProcessBatch(processGroup, executor),
                new SoonRedelivery(redelivery, settings, executor),
                settings,
                clock,
                metrics);
    }

    private long count(String counter) {
        CounterId id = new CounterId(counter);
        return tallies.tallies(id).stream().mapToLong(Tally::total).sum();
    }

    private static SQSEvent event(String name) {
        try {
            SQSEvent event = JSON.readValue(Files.readString(Path.of("events", name + ".json")), SQSEvent.class);
            event.setRecords(new ArrayList<>(event.getRecords()));
            return event;
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private void hang() {
        try {
            never.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> ids(List<SQSMessage> messages) {
        return messages.stream().map(SQSMessage::getMessageId).toList();
    }

    /** The store of the test, with failing writes for one shard. */
    private class Failing implements TallyStore {

        private final int shard;

        Failing(int shard) {
            this.shard = shard;
        }

        @Override
        public Outcome add(Increment increment, Instant now) {
            if (increment.shard().index() == shard) {
                fail();
            }
            return tallies.add(increment, now);
        }

        @Override
        public ShardState state(Shard shard, String queue, Set<Voter> voters) {
            return tallies.state(shard, queue, voters);
        }

        @Override
        public Optional<Tally> find(Shard shard) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SortedMap<String, Tally> shards(CounterId counter) {
            return tallies.shards(counter);
        }

        void fail() {
            throw new StoreUnavailableException("timed out", new IllegalStateException());
        }
    }

    /** The store of the test, with writes for one shard that never end. */
    private final class Hanging extends Failing {

        Hanging(int shard) {
            super(shard);
        }

        @Override
        void fail() {
            hang();
        }
    }
}
