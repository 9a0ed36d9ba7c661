package dev.tally.press;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.ClickId;
import dev.tally.counter.ClickIds;
import dev.tally.counter.CounterId;
import dev.tally.counter.Fixtures;
import dev.tally.counter.Minutes;
import dev.tally.press.queue.FakeClickQueue;
import dev.tally.runtime.quarkus.SnapStart;
import dev.tally.runtime.snapstart.Priming;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.crac.Core;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PressSnapStartTest {

    private static final int ROUNDS = 64;

    @Inject
    SnapStart snapStart;

    @Inject
    PressPriming priming;

    @Inject
    ReadTotals totals;

    @Inject
    ClickIds ids;

    @Inject
    FakeClickQueue queue;

    @Inject
    FakeTable table;

    @BeforeEach
    void reset() {
        queue.reset();
        table.reset();
    }

    @Test
    void priming_anyTime_succeedsAndReachesNeitherQueueNorTable() {
        Queue<CounterId> requested = new ConcurrentLinkedQueue<>();
        table.onFind(requested::add);
        assertThat(Priming.perform(priming)).startsWith("snapshot.primed");
        assertThat(queue.messages()).isEmpty();
        assertThat(requested).isEmpty();
    }

    @Test
    void afterRestore_cachedTotal_isReadAgain() {
        publish(1);
        assertThat(count()).isEqualTo(1);
        publish(2);
        assertThat(count()).isEqualTo(1);
        snapStart.afterRestore(Core.getGlobalContext());
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void afterRestore_nextId_doesNotContinueTheLast() {
        // The clock stands still. An id that continues the last one, as in every clone, would always be greater.
        assertThat(IntStream.range(0, ROUNDS)).allMatch(any -> ids.next().compareTo(ids.next()) < 0);
        assertThat(IntStream.range(0, ROUNDS)).anyMatch(any -> {
            ClickId last = ids.next();
            snapStart.afterRestore(Core.getGlobalContext());
            return ids.next().compareTo(last) < 0;
        });
    }

    private long count() {
        return totals.read(COUNTER).total().count();
    }

    private void publish(long count) {
        table.publish(Fixtures.total(COUNTER, count, count, Minutes.NONE, NOW, NOW));
    }
}
