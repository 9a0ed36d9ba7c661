package dev.tally.broadcaster.channel;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.InMemoryConnectionStore;
import dev.tally.counter.InMemoryTotalStore;
import dev.tally.runtime.Deadline;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RemoveConnectionsTest {

    private final InMemoryConnectionStore connections = new InMemoryConnectionStore();
    private final RemoveConnections removeConnections = new RemoveConnections(
            connections,
            new TouchTotals(new InMemoryTotalStore(), new FakeTouchQueue(), Clock.fixed(NOW, ZoneOffset.UTC)));

    @Test
    void of_moreThanTheDeadlineAllows_leavesTheOthersToTheNextPush() {
        List<ConnectionId> gone = IntStream.range(0, 120)
                .mapToObj(index -> new ConnectionId("gone" + index + "="))
                .toList();
        for (ConnectionId connection : gone) {
            connections.open(connection, NOW);
            connections.subscribe(connection, Set.of(COUNTER), NOW);
        }
        AtomicInteger seconds = new AtomicInteger();
        removeConnections.of(
                gone,
                Set.of(COUNTER),
                new Deadline(NOW.plusSeconds(2), () -> NOW.plusSeconds(seconds.getAndIncrement())));
        assertThat(connections.viewers(COUNTER, NOW)).containsExactlyInAnyOrderElementsOf(gone.subList(100, 120));
    }
}
