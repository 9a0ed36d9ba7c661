package dev.tally.localstack.cloud.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of queues that depend on time, on a clock that the test advances. */
class QueuesTest {

    private static final Receive NOW = new Receive(10, null, 0);
    private static final String LETTERS_ARN = "arn:aws:sqs:eu-central-1:000000000000:letters";

    private final ManualTime time = new ManualTime();
    private final AtomicInteger ids = new AtomicInteger();
    private final Queues queues = new Queues("eu-central-1", time, () -> "id-" + ids.incrementAndGet(), time);

    @Test
    void delay_ofAMessage_hidesItUntilThen() {
        queues.create("q", Map.of(), Map.of());
        queues.send("q", message("later", 5));
        queues.send("q", message("now", null));

        assertThat(receive("q")).containsExactly("now");
        time.advance(4_999);
        assertThat(receive("q")).isEmpty();
        assertThat(queues.attributes("q")).containsEntry("ApproximateNumberOfMessagesDelayed", "1");
        time.advance(1);
        assertThat(receive("q")).containsExactly("later");
    }

    @Test
    void delay_ofAFifoQueueThatBecomesShorter_keepsTheOrder() {
        queues.create("q.fifo", Map.of("FifoQueue", "true", "DelaySeconds", "60"), Map.of());
        queues.send("q.fifo", fifo("a", "1"));
        queues.setAttributes("q.fifo", Map.of("DelaySeconds", "0"));
        queues.send("q.fifo", fifo("a", "2"));

        assertThat(receive("q.fifo")).containsExactly("1", "2");
    }

    @Test
    void retention_ofAMessage_endsAfterThePeriod() {
        queues.create("q", Map.of("MessageRetentionPeriod", "60"), Map.of());
        queues.send("q", message("1", null));

        time.advance(59_999);
        assertThat(queues.attributes("q")).containsEntry("ApproximateNumberOfMessages", "1");
        time.advance(1);
        assertThat(queues.attributes("q")).containsEntry("ApproximateNumberOfMessages", "0");
    }

    @Test
    void deduplication_after5Minutes_acceptsTheIdAgain() {
        queues.create("q.fifo", Map.of("FifoQueue", "true"), Map.of());
        String first = queues.send("q.fifo", fifo("a", "1")).messageId();

        time.advance(299_999);
        assertThat(queues.send("q.fifo", fifo("a", "1")).messageId()).isEqualTo(first);
        time.advance(1);
        assertThat(queues.send("q.fifo", fifo("a", "1")).messageId()).isNotEqualTo(first);
    }

    @Test
    void deduplication_byContent_discardsTheSameBody() {
        queues.create("q.fifo", Map.of("FifoQueue", "true", "ContentBasedDeduplication", "true"), Map.of());
        NewMessage message = new NewMessage("same", Map.of(), null, "a", null, null);

        assertThat(queues.send("q.fifo", message)).isEqualTo(queues.send("q.fifo", message));
        assertThat(receive("q.fifo")).containsExactly("same");
    }

    @Test
    void visibility_ofABatch_endsForAllAtOnce() {
        queues.create("q.fifo", Map.of("FifoQueue", "true"), Map.of());
        queues.send("q.fifo", fifo("a", "1"));
        queues.send("q.fifo", fifo("a", "2"));
        receive("q.fifo");

        time.advance(29_999);
        assertThat(receive("q.fifo")).isEmpty();
        time.advance(1);
        assertThat(receive("q.fifo")).containsExactly("1", "2");
    }

    @Test
    void delete_afterTheVisibilityTimeout_isRejectedInAFifoQueueOnly() {
        queues.create("q.fifo", Map.of("FifoQueue", "true"), Map.of());
        queues.create("q", Map.of(), Map.of());
        queues.send("q.fifo", fifo("a", "1"));
        queues.send("q", message("1", null));
        String fifo = handle("q.fifo");
        String standard = handle("q");
        time.advance(30_000);

        assertThat(queues.delete("q.fifo", List.of(fifo)).get(0)).hasMessageContaining("expired");
        assertThat(queues.delete("q", List.of(standard))).containsExactly((QueueException) null);
        assertThat(receive("q")).isEmpty();
    }

    @Test
    void changeVisibility_beyond12HoursAfterTheReceive_isRejected() {
        queues.create("q", Map.of(), Map.of());
        queues.send("q", message("1", null));
        String handle = handle("q");
        assertThat(change("q", handle, 43_200)).isNull();
        time.advance(1_000);

        assertThat(change("q", handle, 43_200)).hasMessageContaining("Total VisibilityTimeout");
        assertThat(change("q", handle, 43_199)).isNull();
    }

    @Test
    void longPoll_withoutMessages_isAnsweredAfterItsTime() {
        queues.create("q", Map.of(), Map.of());
        CompletableFuture<List<ReceivedMessage>> poll = queues.receive("q", new Receive(10, null, 20));

        time.advance(19_999);
        assertThat(poll).isNotDone();
        time.advance(1);
        assertThat(poll).isCompletedWithValue(List.of());
    }

    @Test
    void longPoll_waiting_isAnsweredBySendDeleteAndExpiry() {
        queues.create("q.fifo", Map.of("FifoQueue", "true"), Map.of());
        CompletableFuture<List<ReceivedMessage>> bySend = queues.receive("q.fifo", new Receive(10, null, 20));
        queues.send("q.fifo", fifo("a", "1"));
        String first = bySend.join().get(0).receiptHandle();
        queues.send("q.fifo", fifo("a", "2"));
        CompletableFuture<List<ReceivedMessage>> byDelete = queues.receive("q.fifo", new Receive(10, 3, 20));
        assertThat(byDelete).isNotDone();

        queues.delete("q.fifo", List.of(first));
        assertThat(bodies(byDelete.join())).containsExactly("2");

        CompletableFuture<List<ReceivedMessage>> byExpiry = queues.receive("q.fifo", new Receive(10, null, 20));
        time.advance(2_999);
        assertThat(byExpiry).isNotDone();
        time.advance(1);
        assertThat(bodies(byExpiry.join())).containsExactly("2");
    }

    @Test
    void longPoll_abandoned_takesNoMessage() {
        queues.create("q", Map.of(), Map.of());
        CompletableFuture<List<ReceivedMessage>> gone = queues.receive("q", new Receive(10, null, 20));
        queues.abandon("q", gone);

        queues.send("q", message("1", null));

        assertThat(receive("q")).containsExactly("1");
    }

    @Test
    void longPoll_cancelledWhileItIsAnswered_givesItsMessagesBack() {
        queues.create("q", Map.of(), Map.of());
        queues.receive("q", new Receive(10, null, 20)).cancel(false);

        queues.send("q", message("1", null));

        assertThat(receive("q")).containsExactly("1");
    }

    @Test
    void deadLetter_ofAStandardQueue_keepsItsTimeOfSending() {
        queues.create("letters", Map.of(), Map.of());
        queues.create("q", Map.of("RedrivePolicy", policy(1)), Map.of());
        queues.send("q", message("1", null));
        String sentAt = Long.toString(time.millis());
        receive("q");
        time.advance(30_000);
        assertThat(receive("q")).isEmpty();

        ReceivedMessage letter = queues.receive("letters", NOW).join().get(0);

        assertThat(letter.body()).isEqualTo("1");
        assertThat(letter.systemAttributes()).containsEntry("SentTimestamp", sentAt);
    }

    @Test
    void move_ofDeadLetters_sendsThemToTheirQueueAsNewMessages() {
        queues.create("letters", Map.of(), Map.of());
        queues.create("q", Map.of("RedrivePolicy", policy(1)), Map.of());
        for (int i = 0; i < 3; i++) {
            queues.send("q", message("m" + i, null));
        }
        receive("q");
        time.advance(30_000);
        receive("q");

        queues.startMove(LETTERS_ARN, null, 2);
        assertThat(queues.moves(LETTERS_ARN, 1).get(0).moved()).isEqualTo(2);
        time.advance(1_000);

        MoveTask move = queues.moves(LETTERS_ARN, 1).get(0);
        assertThat(move.status()).isEqualTo(MoveTask.Status.COMPLETED);
        assertThat(move.moved()).isEqualTo(3);
        assertThat(receive("q")).containsExactly("m0", "m1", "m2");
    }

    @Test
    void move_ofAMessageThatWasSentToTheLetters_failsAndKeepsIt() {
        queues.create("letters", Map.of(), Map.of());
        queues.create("q", Map.of("RedrivePolicy", policy(1)), Map.of());
        queues.send("letters", message("1", null));

        queues.startMove(LETTERS_ARN, null, null);

        assertThat(queues.moves(LETTERS_ARN, 1).get(0).status()).isEqualTo(MoveTask.Status.FAILED);
        assertThat(receive("letters")).containsExactly("1");
    }

    @Test
    void purge_twiceWithinAMinute_isRejected() {
        queues.create("q", Map.of(), Map.of());
        queues.send("q", message("1", null));
        queues.purge("q");
        assertThat(receive("q")).isEmpty();

        assertThatThrownBy(() -> queues.purge("q")).hasMessageContaining("60 seconds");
        time.advance(60_000);
        queues.purge("q");
    }

    @Test
    void snapshot_whileTheJournalRecordsAPurge_answersNoPoll() {
        queues.create("q.fifo", Map.of("FifoQueue", "true"), Map.of());
        for (String place : List.of("first", "second")) {
            for (int group = 0; group < 8; group++) {
                queues.send("q.fifo", fifo("g" + group, place + group));
            }
        }
        for (int group = 0; group < 8; group++) {
            queues.receive("q.fifo", new Receive(1, null, 0)).join();
        }
        CompletableFuture<List<ReceivedMessage>> poll = queues.receive("q.fifo", new Receive(10, null, 20));
        assertThat(poll).as("every group has a message in flight").isNotDone();
        queues.recordIn(change -> queues.snapshot());

        queues.purge("q.fifo");

        assertThat(poll).as("the poll of a purged queue").isNotDone();
    }

    @Test
    void restore_deadLetterBeforeItLeftItsQueue_isOnlyInTheDeadLetters() {
        queues.create("letters", Map.of(), Map.of());
        queues.create("q", Map.of("RedrivePolicy", policy(1)), Map.of());
        queues.send("q", message("1", null));
        List<Change> recorded = new ArrayList<>(queues.snapshot());
        queues.recordIn(recorded::add);
        receive("q");
        time.advance(30_000);
        receive("q");
        assertThat(recorded.remove(recorded.size() - 1)).isInstanceOf(Change.Left.class);

        Queues restored = new Queues("eu-central-1", time, () -> "id-" + ids.incrementAndGet(), time);
        restored.restore(recorded);

        assertThat(bodies(restored.receive("q", NOW).join())).isEmpty();
        assertThat(bodies(restored.receive("letters", NOW).join())).containsExactly("1");
    }

    @Test
    void create_again_isAcceptedWithTheSameAttributesOnly() {
        queues.create("q", Map.of("VisibilityTimeout", "5"), Map.of());

        queues.create("q", Map.of("VisibilityTimeout", "5", "DelaySeconds", "0"), Map.of());
        assertThatThrownBy(() -> queues.create("q", Map.of("VisibilityTimeout", "6"), Map.of()))
                .hasMessageContaining("already exists");
    }

    @ParameterizedTest
    @CsvSource({
        "VisibilityTimeout,43201",
        "VisibilityTimeout,-1",
        "MessageRetentionPeriod,59",
        "DelaySeconds,901",
        "ReceiveMessageWaitTimeSeconds,21",
        "MaximumMessageSize,1023",
        "FifoQueue,true",
        "DeduplicationScope,queue",
        "RedrivePolicy,none",
        "Colour,red",
    })
    void create_invalidAttribute_isRejected(String name, String value) {
        assertThatThrownBy(() -> queues.create("q", Map.of(name, value), Map.of()))
                .isInstanceOf(QueueException.class);
    }

    @ParameterizedTest
    @CsvSource({"bad name", "'',", "a.fifo.fifo", "q.fif"})
    void create_invalidName_isRejected(@Nullable String name) {
        assertThatThrownBy(() -> queues.create(String.valueOf(name == null ? "" : name), Map.of(), Map.of()))
                .isInstanceOf(QueueException.class);
    }

    @Test
    void send_invalidMessage_isRejected() {
        queues.create("q", Map.of("MaximumMessageSize", "1024"), Map.of());
        MessageAttribute text = new MessageAttribute("String", "v", null);

        for (NewMessage invalid : List.of(
                message("", null),
                message("\u0000", null),
                message("\ud800", null),
                message("x".repeat(1025), null),
                message("1", 901),
                new NewMessage("1", Map.of("aws.x", text), null, null, null, null),
                new NewMessage("1", Map.of("x", new MessageAttribute("Text", "v", null)), null, null, null, null),
                new NewMessage("1", Map.of("x", new MessageAttribute("Binary", "v", null)), null, null, null, null),
                new NewMessage("1", Map.of(), null, null, "id", null))) {
            assertThatThrownBy(() -> queues.send("q", invalid)).isInstanceOf(QueueException.class);
        }
    }

    private @Nullable QueueException change(String queue, String handle, int seconds) {
        return queues.changeVisibility(queue, List.of(new Queues.VisibilityChange(handle, seconds)))
                .get(0);
    }

    private String handle(String queue) {
        return queues.receive(queue, NOW).join().get(0).receiptHandle();
    }

    private List<String> receive(String queue) {
        return bodies(queues.receive(queue, NOW).join());
    }

    private static List<String> bodies(List<ReceivedMessage> messages) {
        return messages.stream().map(ReceivedMessage::body).toList();
    }

    private static String policy(int maxReceiveCount) {
        return "{\"deadLetterTargetArn\":\"" + LETTERS_ARN + "\",\"maxReceiveCount\":\"" + maxReceiveCount + "\"}";
    }

    private static NewMessage message(String body, @Nullable Integer delaySeconds) {
        return new NewMessage(body, Map.of(), null, null, null, delaySeconds);
    }

    private static NewMessage fifo(String group, String body) {
        return new NewMessage(body, Map.of(), null, group, "id-of-" + body, null);
    }
}
