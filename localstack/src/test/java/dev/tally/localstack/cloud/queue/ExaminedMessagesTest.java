package dev.tally.localstack.cloud.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The rule that a receive finds groups among the first messages of a FIFO queue only.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html">
 *     SQS: avoid large message backlogs with the same message group ID</a>
 */
class ExaminedMessagesTest {

    private static final int EXAMINED = 20;

    private final ManualTime time = new ManualTime();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger exceeded = new AtomicInteger();
    private final AtomicBoolean usedUp = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();
    private final Queues queues = new Queues(
            "eu-central-1",
            time,
            () -> "id-" + ids.incrementAndGet(),
            time,
            new Examination(EXAMINED, this::isUsedUp, exceeded::incrementAndGet));

    @BeforeEach
    void createQueue() {
        queues.create("q.fifo", Map.of("FifoQueue", "true"), Map.of());
    }

    @Test
    void receive_groupBehindTheExaminedMessages_isNotFoundUntilTheBacklogIsShorter() {
        sendHot(EXAMINED);
        send("quiet", "quiet");

        List<ReceivedMessage> hot = receive();
        assertThat(hot).hasSize(10).noneMatch(message -> message.body().equals("quiet"));
        assertThat(receive()).isEmpty();
        assertThat(exceeded).hasPositiveValue();

        queues.delete("q.fifo", List.of(hot.get(0).receiptHandle()));
        assertThat(receive()).extracting(ReceivedMessage::body).containsExactly("quiet");
    }

    @Test
    void receive_waitingForAGroupBehind_wakesWhenTheBacklogIsShorter() {
        sendHot(EXAMINED);
        send("quiet", "quiet");
        List<ReceivedMessage> hot = receive();
        CompletableFuture<List<ReceivedMessage>> poll = queues.receive("q.fifo", new Receive(10, null, 20));
        assertThat(poll).isNotDone();

        queues.delete("q.fifo", List.of(hot.get(0).receiptHandle()));

        assertThat(poll.getNow(List.of())).extracting(ReceivedMessage::body).containsExactly("quiet");
    }

    @Test
    void receive_groupAmongTheExaminedMessages_isFound() {
        sendHot(EXAMINED - 1);
        send("quiet", "quiet");
        receive();

        assertThat(receive()).extracting(ReceivedMessage::body).containsExactly("quiet");
        assertThat(exceeded).hasValue(0);
    }

    @Test
    void receive_usedUp_findsTheGroupOfTheFirstMessageOnly() {
        sendHot(2);
        send("quiet", "quiet");
        send("hot", "2");
        usedUp.set(true);

        List<ReceivedMessage> hot = receive();
        assertThat(hot).extracting(ReceivedMessage::body).containsExactly("0", "1", "2");
        assertThat(receive()).isEmpty();
        assertThat(exceeded).hasPositiveValue();

        hot.subList(0, 2).forEach(message -> queues.delete("q.fifo", List.of(message.receiptHandle())));
        assertThat(receive()).extracting(ReceivedMessage::body).containsExactly("quiet");
    }

    @Test
    void receive_nothingBehindTheFirstGroup_asksForNoUse() {
        sendHot(2);

        assertThat(receive()).hasSize(2);
        assertThat(receive()).isEmpty();
        assertThat(asked).hasValue(0);
    }

    @Test
    void receive_usedUpNoLonger_findsEachGroup() {
        sendHot(1);
        send("quiet", "quiet");
        usedUp.set(true);
        receive();
        CompletableFuture<List<ReceivedMessage>> poll = queues.receive("q.fifo", new Receive(10, null, 20));
        assertThat(poll).isNotDone();

        usedUp.set(false);
        send("late", "late");

        assertThat(poll.getNow(List.of())).extracting(ReceivedMessage::body).containsExactly("quiet", "late");
    }

    @Test
    void receive_standardQueue_hasNoSuchRule() {
        queues.create("q", Map.of(), Map.of());
        for (int message = 0; message < 2 * EXAMINED; message++) {
            queues.send("q", new NewMessage("" + message, Map.of(), null, null, null, null));
        }

        int received = 0;
        for (List<ReceivedMessage> batch = receive("q"); !batch.isEmpty(); batch = receive("q")) {
            received += batch.size();
        }
        assertThat(received).isEqualTo(2 * EXAMINED);
    }

    private boolean isUsedUp() {
        asked.incrementAndGet();
        return usedUp.get();
    }

    private void sendHot(int count) {
        for (int message = 0; message < count; message++) {
            send("hot", "" + message);
        }
    }

    private void send(String group, String body) {
        queues.send("q.fifo", new NewMessage(body, Map.of(), null, group, group + body, null));
    }

    private List<ReceivedMessage> receive() {
        return receive("q.fifo");
    }

    private List<ReceivedMessage> receive(String queue) {
        return queues.receive(queue, new Receive(10, null, 0)).getNow(List.of());
    }
}
