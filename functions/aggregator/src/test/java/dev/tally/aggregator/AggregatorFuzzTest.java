package dev.tally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tally.counter.InMemoryPostStore;
import dev.tally.counter.InMemoryTallyStore;
import dev.tally.runtime.FixedTimeContext;
import dev.tally.runtime.fuzz.Fuzz;
import dev.tally.runtime.fuzz.Nasty;
import dev.tally.runtime.metrics.FakeMetrics;
import dev.tally.runtime.trace.FakeSpans;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Arbitrary batches. Without faults, each message is counted, written or sent to the dead letters, and none fails. */
class AggregatorFuzzTest {

    private static final String ID = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final FakeDeadLetters deadLetters = new FakeDeadLetters();
    private final Clock clock = Clock.systemUTC();
    private final FakeMetrics metrics = new FakeMetrics();
    private final AtomicInteger received = new AtomicInteger();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void batch_any_hasNoFailures() {
        Fuzz.check("queue-batch", messages().list().ofMinSize(1).ofMaxSize(10), batch -> {
            SQSEvent event = new SQSEvent();
            event.setRecords(batch);
            assertThat(handler()
                            .handleRequest(event, new FixedTimeContext(60_000))
                            .getBatchItemFailures())
                    .isEmpty();
            deadLetters.reasons.clear();
            metrics.reset();
        });
    }

    private AggregatorHandler handler() {
        ProcessGroup processGroup = new ProcessGroup(
                new CountClicks(new InMemoryTallyStore(), clock, metrics, new FakeSpans().tracer(clock), pause -> {}),
                new InMemoryPostStore(),
                deadLetters,
                metrics);
        TestSettings settings = new TestSettings();
        return new AggregatorHandler(
                new ProcessBatch(processGroup, executor),
                new SoonRedelivery(new FakeRedelivery(), settings, executor),
                settings,
                clock,
                metrics);
    }

    private Arbitrary<SQSMessage> messages() {
        Arbitrary<String> bodies = Nasty.near(
                "{\"type\":\"click\",\"id\":\"" + ID + "\",\"counter\":\"likes\",\"delta\":1}",
                "{\"type\":\"vote\",\"id\":\"" + ID
                        + "\",\"counter\":\"like~a\",\"voter\":\"a-0123456789abcdef\",\"value\":1}",
                "{\"type\":\"post\",\"id\":\"" + ID
                        + "\",\"title\":\"A title\",\"content\":\"Ten characters or more.\"}");
        return Combinators.combine(
                        bodies,
                        Nasty.near("likes#0", "likes#1", "posts"),
                        Nasty.near(Arbitraries.integers().between(0, 100).map(Object::toString)))
                .as(this::message);
    }

    private SQSMessage message(String body, String group, String sequence) {
        SQSMessage message = new SQSMessage();
        message.setMessageId("m" + received.incrementAndGet());
        message.setBody(body);
        message.setEventSourceArn("arn:aws:sqs:eu-central-1:000000000000:clicks.fifo");
        message.setAttributes(Map.of("MessageGroupId", group, "SequenceNumber", sequence, "SentTimestamp", sequence));
        return message;
    }
}
