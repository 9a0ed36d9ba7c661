package dev.tally.system.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.spec.ProjectRoot;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClickQueueTest {

    private static final int EXAMINED = 100;

    private final VirtualTime time = new VirtualTime();
    private final QuotaUse quotas = new QuotaUse(
            QuotaFile.load(ProjectRoot.above(Path.of(""))), Map.of(Quota.EXAMINED_MESSAGES, (double) EXAMINED), time);
    private final ClickQueue queue = new ClickQueue(time, quotas);
    private final SimulatedCounter counter =
            SimulatedCounter.one("c", 1, Audience.NONE, Audience.NONE, new CounterTable(new Usage(), quotas).key());

    @Test
    void receive_messagesOfATick_comeAtTheirTimes() {
        send(0, 20);
        assertThat(queue.receive()).isEmpty();
        time.runUntil(Timing.TICK / 4);
        assertThat(queue.receive().map(MessageGroup.Batch::messages)).contains(5);
    }

    @Test
    void receive_groupWithABatchInFlight_isNotReady() {
        send(0, 20);
        time.runUntil(Timing.TICK);
        MessageGroup.Batch first = queue.receive().orElseThrow();
        assertThat(first.messages()).isEqualTo(ClickQueue.BATCH_SIZE);
        assertThat(queue.receive()).isEmpty();
        queue.unlock(first.group());
        assertThat(queue.receive().map(MessageGroup.Batch::messages)).contains(ClickQueue.BATCH_SIZE);
        assertThat(queue.messages()).isZero();
    }

    @Test
    void receive_groupBehindTheExaminedMessages_isHidden() {
        send(0, EXAMINED + 20);
        time.runUntil(Timing.TICK);
        queue.start(1);
        queue.send(counter.group(1), 1, 1);
        time.runUntil(2 * Timing.TICK);
        queue.start(2);
        MessageGroup.Batch first = queue.receive().orElseThrow();
        assertThat(first.group().shard()).isZero();
        assertThat(queue.receive()).isEmpty();
        queue.unlock(first.group());
        assertThat(queue.receive()).isPresent();
        queue.unlock(first.group());
        assertThat(queue.receive()).isPresent();
        queue.start(3);
        Optional<MessageGroup.Batch> other = queue.receive();
        assertThat(other.map(batch -> batch.group().shard())).contains(1);
    }

    private void send(int tick, int messages) {
        queue.start(tick);
        queue.send(counter.group(0), tick, messages);
    }
}
