package dev.tally.press.queue;

import static dev.tally.counter.Fixtures.SHARD;
import static dev.tally.counter.Fixtures.click;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tally.counter.SequenceNumber;
import dev.tally.counter.message.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoalescingClickQueueTest {

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<List<TracedMessage>> batches = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void send_oneAfterTheOther_areSentAlone() {
        CoalescingClickQueue queue = queue(CoalescingClickQueueTest::confirmed);
        gate.countDown();
        queue.send(message());
        queue.send(message());
        assertThat(batches).extracting(List::size).containsExactly(1, 1);
    }

    @Test
    void send_manyAtOnce_areSentTogetherAndEachOnce() throws Exception {
        CoalescingClickQueue queue = queue(CoalescingClickQueueTest::confirmed);
        List<TracedMessage> messages = messages(100);
        List<Future<?>> sends = sendAll(queue, messages);
        gate.countDown();
        for (Future<?> send : sends) {
            send.get();
        }
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(messages);
        assertThat(batches).allMatch(batch -> batch.size() <= BatchQueue.MAX_BATCH);
        assertThat(batches).hasSizeLessThan(messages.size() / 2);
    }

    @Test
    void send_whileACallIsSlow_waitsForAWholeBatchAndThenGoesBesideIt() throws Exception {
        CoalescingClickQueue queue = queue(CoalescingClickQueueTest::confirmed);
        List<Future<?>> sends = new ArrayList<>(sendAll(queue, List.of(message())));
        await().until(() -> batches.size() == 1);
        for (int waiting = 1; waiting < BatchQueue.MAX_BATCH; waiting++) {
            sends.addAll(sendAll(queue, List.of(message())));
        }
        await().during(Duration.ofMillis(100)).until(() -> batches.size() == 1);

        sends.addAll(sendAll(queue, List.of(message())));

        await().until(() -> batches.size() == 2);
        assertThat(batches).extracting(List::size).containsExactly(1, BatchQueue.MAX_BATCH);
        gate.countDown();
        for (Future<?> send : sends) {
            send.get();
        }
    }

    @Test
    void send_secondSenderReturnsBeforeTheFirst_leavesAPartOfABatchToTheFirst() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        CoalescingClickQueue queue = new CoalescingClickQueue(
                messages -> {
                    batches.add(messages);
                    awaitLatch(messages.size() == 1 ? gate : second);
                    return confirmed(messages);
                },
                executor);
        List<Future<?>> sends = new ArrayList<>(sendAll(queue, List.of(message())));
        await().until(() -> batches.size() == 1);
        sends.addAll(sendAll(queue, messages(BatchQueue.MAX_BATCH)));
        await().until(() -> batches.size() == 2);
        sends.addAll(sendAll(queue, messages(3)));

        second.countDown();

        await().during(Duration.ofMillis(100)).until(() -> batches.size() == 2);
        gate.countDown();
        for (Future<?> send : sends) {
            send.get();
        }
        assertThat(batches).extracting(List::size).containsExactly(1, BatchQueue.MAX_BATCH, 3);
    }

    @Test
    void send_severalInABatch_eachGetsItsNumber() throws Exception {
        Map<String, SequenceNumber> numbers = new ConcurrentHashMap<>();
        List<TracedMessage> messages = messages(50);
        CoalescingClickQueue queue = queue(batch -> batch.stream()
                .<BatchQueue.Outcome>map(
                        message -> new BatchQueue.Outcome.Confirmed(sequence(messages.indexOf(message))))
                .toList());
        List<Future<?>> sends = messages.stream()
                .<Future<?>>map(message ->
                        executor.submit(() -> numbers.put(message.message().id().toString(), queue.send(message))))
                .toList();
        gate.countDown();
        for (Future<?> send : sends) {
            send.get();
        }
        assertThat(messages).allSatisfy(message -> assertThat(
                        numbers.get(message.message().id().toString()))
                .isEqualTo(sequence(messages.indexOf(message))));
    }

    @Test
    void send_oneOfABatchIsRejected_failsAloneAndTheOthersAreConfirmed() throws Exception {
        TracedMessage rejected = message();
        CoalescingClickQueue queue = queue(messages -> {
            List<BatchQueue.Outcome> outcomes = new ArrayList<>(confirmed(messages));
            if (messages.contains(rejected)) {
                outcomes.set(messages.indexOf(rejected), new BatchQueue.Outcome.Unconfirmed("rejected by the test"));
            }
            return outcomes;
        });
        List<TracedMessage> messages = new ArrayList<>(messages(12));
        messages.add(rejected);
        List<Future<?>> sends = sendAll(queue, messages);
        gate.countDown();
        for (Future<?> send : sends.subList(0, 12)) {
            send.get();
        }
        assertThatThrownBy(() -> sends.get(12).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(QueueUnavailableException.class)
                .hasMessageContaining("rejected by the test");
    }

    @Test
    void send_queueDown_failsAndTheNextSendStillReachesTheQueue() {
        List<RuntimeException> faults = new ArrayList<>(List.of(new QueueUnavailableException("down", null)));
        CoalescingClickQueue queue = queue(messages -> {
            if (!faults.isEmpty()) {
                throw faults.remove(0);
            }
            return confirmed(messages);
        });
        gate.countDown();
        assertThatThrownBy(() -> queue.send(message())).isInstanceOf(QueueUnavailableException.class);
        queue.send(message());
        assertThat(batches).hasSize(2);
    }

    @Test
    void send_classIsMissing_failsInsteadOfWaitingForever() {
        CoalescingClickQueue queue = queue(messages -> {
            throw new NoClassDefFoundError("dev/tally/Missing");
        });
        gate.countDown();
        Future<?> send = executor.submit(() -> queue.send(message()));
        assertThatThrownBy(() -> send.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(NoClassDefFoundError.class);
    }

    /** Confirms each message with its place in the batch. */
    private static List<BatchQueue.Outcome> confirmed(List<TracedMessage> messages) {
        return IntStream.range(0, messages.size())
                .<BatchQueue.Outcome>mapToObj(index -> new BatchQueue.Outcome.Confirmed(sequence(index)))
                .toList();
    }

    private CoalescingClickQueue queue(BatchQueue answers) {
        BatchQueue gated = messages -> {
            batches.add(messages);
            awaitLatch(gate);
            return answers.send(messages);
        };
        return new CoalescingClickQueue(gated, executor);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends all messages, and returns once every send has started. */
    private List<Future<?>> sendAll(CoalescingClickQueue queue, List<TracedMessage> messages) {
        CountDownLatch started = new CountDownLatch(messages.size());
        List<Future<?>> sends = messages.stream()
                .<Future<?>>map(message -> executor.submit(() -> {
                    started.countDown();
                    queue.send(message);
                }))
                .toList();
        await().until(() -> started.getCount() == 0);
        return sends;
    }

    private static List<TracedMessage> messages(int count) {
        return IntStream.range(0, count).mapToObj(any -> message()).toList();
    }

    private static TracedMessage message() {
        return new TracedMessage(new QueueMessage.OfShard(SHARD, click(1)), Optional.empty());
    }
}
