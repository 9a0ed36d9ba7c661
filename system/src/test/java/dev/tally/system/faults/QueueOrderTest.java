package dev.tally.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.Change;
import dev.tally.counter.Click;
import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.counter.message.MessageCodec;
import dev.tally.counter.message.QueueMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class QueueOrderTest {

    private static final CounterId COUNTER = new CounterId("likes");
    private static final Reset EARLIER = new Reset(id(1), COUNTER, 2);
    private static final Reset LATER = new Reset(id(2), COUNTER, 2);
    private static final Click CLICK = new Click(id(3), COUNTER, 1);

    private final QueueOrder order = new QueueOrder();

    @Test
    void isBeforeReset_withoutAReset_isFalse() {
        deliver(0, CLICK, 5);
        assertThat(order.isBeforeReset(COUNTER, CLICK.id())).isFalse();
    }

    @Test
    void isBeforeReset_comparesTheNumbersOfTheGroup() {
        deliver(0, LATER, 4);
        deliver(1, LATER, 6);
        deliver(0, CLICK, 5);
        assertThat(order.isBeforeReset(COUNTER, CLICK.id())).isFalse();

        Click other = new Click(id(4), COUNTER, 1);
        deliver(1, other, 5);
        assertThat(order.isBeforeReset(COUNTER, other.id())).isTrue();
    }

    @Test
    void isBeforeReset_lowerGeneration_isIgnored() {
        deliver(0, LATER, 4);
        deliver(0, CLICK, 5);
        deliver(0, EARLIER, 6);
        assertThat(order.effectiveReset(COUNTER)).contains(LATER);
        assertThat(order.isBeforeReset(COUNTER, CLICK.id())).isFalse();
    }

    @Test
    void isBeforeReset_groupWithoutTheReset_isTrueForAddressedShards() {
        deliver(0, LATER, 4);
        deliver(1, CLICK, 5);
        assertThat(order.isBeforeReset(COUNTER, CLICK.id())).isTrue();

        Click younger = new Click(id(4), COUNTER, 1);
        deliver(2, younger, 5);
        assertThat(order.isBeforeReset(COUNTER, younger.id())).isFalse();
    }

    @Test
    void isBeforeReset_resetTwiceInAGroup_comparesItsFirstPlace() {
        deliver(0, LATER, 4);
        deliver(0, CLICK, 5);
        deliver(0, LATER, 6);
        assertThat(order.isBeforeReset(COUNTER, CLICK.id())).isFalse();
    }

    @Test
    void delivered_poison_isIgnored() {
        order.delivered(batch("likes#0", "nonsense", 1));
        assertThat(order.effectiveReset(COUNTER)).isEmpty();
    }

    @Test
    void inOrder_isTheOrderOfTheFirstPlaces() {
        deliver(0, CLICK, 5);
        deliver(0, LATER, 4);
        deliver(0, LATER, 6);
        deliver(1, EARLIER, 1);
        assertThat(order.groups(COUNTER)).containsExactlyInAnyOrder(new Shard(COUNTER, 0), new Shard(COUNTER, 1));
        assertThat(order.inOrder(new Shard(COUNTER, 0))).containsExactly(LATER.id(), CLICK.id());
        assertThat(order.isReset(COUNTER, LATER.id())).isTrue();
        assertThat(order.isReset(COUNTER, CLICK.id())).isFalse();
    }

    private void deliver(int index, Change change, int sequence) {
        order.delivered(batch(new Shard(COUNTER, index).group(), change, sequence));
    }

    /** Returns a batch with one message. */
    static Buffer batch(String group, Change change, int sequence) {
        Shard shard = Shard.ofGroup(group).orElseThrow();
        return batch(group, MessageCodec.encode(new QueueMessage.OfShard(shard, change)), sequence);
    }

    private static Buffer batch(String group, String body, int sequence) {
        JsonObject attributes =
                new JsonObject().put("MessageGroupId", group).put("SequenceNumber", String.valueOf(sequence));
        return new JsonObject()
                .put(
                        "Records",
                        new JsonArray().add(new JsonObject().put("body", body).put("attributes", attributes)))
                .toBuffer();
    }

    static ClickId id(int number) {
        return ClickId.parse("01890a5d-ac96-774b-bcce-b3020000000" + number);
    }
}
