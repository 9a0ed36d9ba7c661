package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.ConnectionStore.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules of every {@link ConnectionStore}, as tests that each implementation's test extends. */
public abstract class ConnectionStoreContract {

    private static final ConnectionId ONE = new ConnectionId("L0SM9c-_vHcCIhw=");
    private static final ConnectionId OTHER = new ConnectionId("L0SM9c-_vHcCIhx=");
    private static final CounterId A = new CounterId("a");
    private static final CounterId B = new CounterId("b");

    /** Returns an empty store. */
    protected abstract ConnectionStore store();

    @Test
    void subscribe_unknownConnection_isNoViewer() {
        ConnectionStore store = store();
        assertThat(store.subscribe(ONE, Set.of(A), NOW)).isEqualTo(new Subscription.NoConnection());
        assertThat(store.viewers(A, NOW)).isEmpty();
    }

    @Test
    void subscribe_twoCounters_isViewerOfBoth() {
        ConnectionStore store = opened(ONE, OTHER);
        assertThat(store.subscribe(ONE, Set.of(A, B), NOW)).isEqualTo(added(Set.of(A, B)));
        store.subscribe(OTHER, Set.of(B), NOW);
        assertThat(store.viewers(A, NOW)).containsExactly(ONE);
        assertThat(store.viewers(B, NOW)).containsExactlyInAnyOrder(ONE, OTHER);
    }

    @Test
    void viewers_ofEachRange_areAllViewersOnce() {
        ConnectionStore store = store();
        List<ConnectionId> all = IntStream.range(0, 50)
                .mapToObj(index -> new ConnectionId("L0SM9c-_" + index + "HcCIhw="))
                .toList();
        for (ConnectionId connection : all) {
            store.open(connection, NOW);
            store.subscribe(connection, Set.of(A), NOW);
        }
        assertThat(store.viewers(A, NOW)).containsExactlyInAnyOrderElementsOf(all);
        List<ConnectionId> ofRanges = new ArrayList<>();
        for (int index = 0; index < 3; index++) {
            ViewerRange range = ViewerRange.of(index, 3);
            List<ConnectionId> viewers = store.viewers(A, range, NOW);
            assertThat(viewers).isNotEmpty().allMatch(range::contains);
            ofRanges.addAll(viewers);
        }
        assertThat(ofRanges).containsExactlyInAnyOrderElementsOf(all);
        assertThat(store.viewers(A, new ViewerRange(7, 7), NOW)).isEmpty();
    }

    @Test
    void subscribe_again_isOneViewer() {
        ConnectionStore store = opened(ONE);
        store.subscribe(ONE, Set.of(A), NOW);
        assertThat(store.subscribe(ONE, Set.of(A, B), NOW)).isEqualTo(added(Set.of(B)));
        assertThat(store.viewers(A, NOW)).containsExactly(ONE);
    }

    @Test
    void subscribe_upToTheLimitAndAgain_isAccepted() {
        ConnectionStore store = opened(ONE);
        assertThat(store.subscribe(ONE, counters(0, 50), NOW)).isEqualTo(added(counters(0, 50)));
        assertThat(store.subscribe(ONE, counters(0, 50), NOW)).isEqualTo(added(Set.of()));
        assertThat(store.subscribe(ONE, counters(10, 11), NOW)).isEqualTo(added(Set.of()));
    }

    @Test
    void subscribe_overTheLimit_changesNothing() {
        ConnectionStore store = opened(ONE);
        assertThat(store.subscribe(ONE, counters(0, 51), NOW)).isEqualTo(new Subscription.TooMany());
        store.subscribe(ONE, counters(0, 40), NOW);
        assertThat(store.subscribe(ONE, counters(35, 51), NOW)).isEqualTo(new Subscription.TooMany());
        assertThat(store.viewers(new CounterId("c45"), NOW)).isEmpty();
        assertThat(store.subscribe(ONE, counters(35, 50), NOW)).isEqualTo(added(counters(40, 50)));
    }

    @Test
    void unsubscribe_atTheLimit_isNoViewerAndMakesRoom() {
        ConnectionStore store = opened(ONE);
        store.subscribe(ONE, counters(0, 50), NOW);
        assertThat(store.unsubscribe(ONE, counters(0, 2))).isEqualTo(counters(0, 2));
        assertThat(store.viewers(new CounterId("c1"), NOW)).isEmpty();
        assertThat(store.viewers(new CounterId("c2"), NOW)).containsExactly(ONE);
        assertThat(store.subscribe(ONE, Set.of(A, B), NOW)).isEqualTo(added(Set.of(A, B)));
    }

    @Test
    void close_viewerOfMany_isViewerOfNone() {
        ConnectionStore store = opened(ONE, OTHER);
        store.subscribe(ONE, counters(0, 50), NOW);
        store.subscribe(OTHER, counters(0, 1), NOW);
        assertThat(store.close(ONE, Set.of())).isEqualTo(counters(0, 50));
        assertThat(store.viewers(new CounterId("c0"), NOW)).containsExactly(OTHER);
        assertThat(store.viewers(new CounterId("c49"), NOW)).isEmpty();
        assertThat(store.subscribe(ONE, Set.of(A), NOW)).isEqualTo(new Subscription.NoConnection());
    }

    @Test
    void close_unknownConnection_returnsTheKnownCounters() {
        assertThat(store().close(ONE, Set.of(A))).containsExactly(A);
        assertThat(store().close(ONE, Set.of())).isEmpty();
    }

    @Test
    void unsubscribe_unknownConnection_changesNothing() {
        ConnectionStore store = store();
        assertThat(store.unsubscribe(ONE, Set.of(A))).isEmpty();
        assertThat(store.viewers(A, NOW)).isEmpty();
    }

    @Test
    void unsubscribe_countersOfOthers_returnsOnlyItsOwn() {
        ConnectionStore store = opened(ONE, OTHER);
        store.subscribe(ONE, Set.of(A), NOW);
        store.subscribe(OTHER, Set.of(A, B), NOW);
        assertThat(store.unsubscribe(ONE, Set.of(A, B))).containsExactly(A);
        assertThat(store.unsubscribe(ONE, Set.of(A, B))).isEmpty();
        assertThat(store.viewers(A, NOW)).containsExactly(OTHER);
    }

    @Test
    void has_onlyWhileItIsOpen_isTrue() {
        ConnectionStore store = opened(ONE);
        assertThat(store.has(ONE)).isTrue();
        assertThat(store.has(OTHER)).isFalse();
        store.close(ONE, Set.of());
        assertThat(store.has(ONE)).isFalse();
    }

    private ConnectionStore opened(ConnectionId... connections) {
        ConnectionStore store = store();
        for (ConnectionId connection : connections) {
            store.open(connection, NOW);
        }
        return store;
    }

    private static Subscription added(Set<CounterId> counters) {
        return new Subscription.Subscribed(counters);
    }

    private static Set<CounterId> counters(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(index -> new CounterId("c" + index))
                .collect(Collectors.toSet());
    }
}
