package dev.tally.counter;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of every {@link TotalStore}, as tests that each implementation's test extends. */
public abstract class TotalStoreContract {

    private static final CounterId OTHER = new CounterId("other");
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int MORE_THAN_ONE_BATCH = 120;

    /** Returns an empty store. */
    protected abstract TotalStore store();

    @Test
    void find_nothingPublished_isZero() {
        assertThat(store().find(COUNTER)).isEqualTo(Published.zero(COUNTER, EPOCH));
    }

    @Test
    void findAll_manyCounters_equalsFindOfEach() {
        TotalStore store = store();
        store.publish(total(-7, 3));
        store.publish(Fixtures.total(OTHER, 1, 1, Minutes.NONE, NOW, NOW));
        store.touch(OTHER);
        Set<CounterId> counters = Stream.concat(
                        Stream.of(COUNTER, OTHER),
                        IntStream.range(0, MORE_THAN_ONE_BATCH).mapToObj(i -> new CounterId("none-" + i)))
                .collect(Collectors.toSet());
        Map<CounterId, Published> found = store.findAll(counters);
        assertThat(found).containsOnlyKeys(counters);
        assertThat(found)
                .allSatisfy((counter, published) -> assertThat(published).isEqualTo(store.find(counter)));
        assertThat(store.findAll(Set.of(COUNTER))).isEqualTo(Map.of(COUNTER, store.find(COUNTER)));
        assertThat(store.findAll(Set.of())).isEmpty();
    }

    @Test
    void publish_first_isFound() {
        TotalStore store = store();
        assertThat(store.publish(total(-7, 3), Total.zero(COUNTER, EPOCH), Optional.empty()))
                .isEmpty();
        assertThat(store.find(COUNTER)).isEqualTo(new Published(total(-7, 3), 0, 0));
    }

    @Test
    void publish_totalWithVotes_isFoundWithThem() {
        TotalStore store = store();
        CounterId counter = new CounterId("updown~a");
        Tally tally = new Tally(
                2,
                0,
                3,
                Optional.of(new Reset(idAt(NOW), counter, 16)),
                Map.of(QUEUE, sequence(7)),
                Minutes.NONE,
                NOW,
                ShardLoad.NONE,
                new VoterCount(5, 3));
        Total total = Total.sum(counter, EPOCH, QUEUE, Map.of(EPOCH.region() + "#0", tally), NOW);
        assertThat(total.voters()).isEqualTo(new VoterCount(5, 3));
        assertThat(total.generation()).isNotNull();
        store.publish(total);
        assertThat(store.find(counter).total()).isEqualTo(total);
    }

    @Test
    void publish_inPlaceOfTheOneSeen_replacesIt() {
        TotalStore store = store();
        store.publish(total(10, 5));
        assertThat(store.publish(total(11, 6), total(10, 5), Optional.empty())).isEmpty();
        assertThat(store.find(COUNTER).total()).isEqualTo(total(11, 6));
    }

    @Test
    void publish_anotherThanTheOneSeenIsThere_changesNothingAndReturnsIt() {
        TotalStore store = store();
        store.publish(total(10, 5));
        for (Total seen : new Total[] {Total.zero(COUNTER, EPOCH), total(9, 4), total(11, 6)}) {
            assertThat(store.publish(total(12, 7), seen, Optional.empty())).contains(total(10, 5));
        }
        assertThat(store.find(COUNTER).total()).isEqualTo(total(10, 5));
    }

    @Test
    void publish_withoutWatermarks_hasNone() {
        TotalStore store = store();
        store.publish(total(10, 5));
        Epoch later = new Epoch(EPOCH + "-1");
        Total total = total(11, 6).in(later);
        store.publish(total, total(10, 5), Optional.empty());
        assertThat(store.find(COUNTER).total()).isEqualTo(total);
        assertThat(total.watermarks()).isEmpty();
    }

    /** An adjustment is the first change of its counter. */
    @Test
    void publish_withoutMinutes_hasNone() {
        TotalStore store = store();
        Total some = total(10, 5);
        Total none = new Total(
                COUNTER, EPOCH, 10, 6, some.writes(), some.watermarks(), Minutes.NONE, some.updatedAt(), some.asOf());
        store.publish(some);
        store.publish(none, some, Optional.empty());
        assertThat(store.find(COUNTER).total()).isEqualTo(none);
    }

    @Test
    void publish_theOneSeenIsGone_returnsZero() {
        TotalStore store = store();
        assertThat(store.publish(total(12, 7), total(10, 5), Optional.empty())).contains(Total.zero(COUNTER, EPOCH));
        assertThat(store.find(COUNTER)).isEqualTo(Published.zero(COUNTER, EPOCH));
    }

    @Test
    void touch_neverClicked_changesNothing() {
        TotalStore store = store();
        store.touch(COUNTER);
        assertThat(store.find(COUNTER)).isEqualTo(Published.zero(COUNTER, EPOCH));
    }

    @Test
    void touch_clicked_isNews() {
        TotalStore store = store();
        store.publish(total(1, 1));
        Published before = store.find(COUNTER);
        store.touch(COUNTER);
        assertThat(store.find(COUNTER)).isEqualTo(new Published(total(1, 1), 0, 1));
        assertThat(store.find(COUNTER).supersedes(before)).isTrue();
    }

    @Test
    void touchOnceIn_neverClicked_changesNothing() {
        TotalStore store = store();
        assertThat(store.touchOnceIn(PAUSE, COUNTER, NOW)).isEmpty();
        assertThat(store.find(COUNTER)).isEqualTo(Published.zero(COUNTER, EPOCH));
    }

    @Test
    void touchOnceIn_withinThePause_schedulesOneTouchForItsEnd() {
        TotalStore store = store();
        store.publish(total(1, 1));
        assertThat(store.touchOnceIn(PAUSE, COUNTER, NOW)).isEmpty();
        assertThat(store.touchOnceIn(PAUSE, COUNTER, NOW.plusMillis(10))).contains(NOW.plus(PAUSE));
        assertThat(store.touchOnceIn(PAUSE, COUNTER, NOW.plusMillis(20))).isEmpty();
        assertThat(store.find(COUNTER).touches()).isEqualTo(1);
    }

    /** The scheduled touch may be under way, so its push may have read the viewers already. */
    @Test
    void touchOnceIn_scheduledTouchIsDue_schedulesAnother() {
        TotalStore store = store();
        store.publish(total(1, 1));
        store.touchOnceIn(PAUSE, COUNTER, NOW);
        Instant due = store.touchOnceIn(PAUSE, COUNTER, NOW.plusMillis(10)).orElseThrow();
        assertThat(store.touchOnceIn(PAUSE, COUNTER, due.minus(TotalStore.CLOCK_DIFFERENCE)))
                .contains(due.plus(PAUSE));
        assertThat(store.touchOnceIn(PAUSE, COUNTER, due.plusMillis(10))).isEmpty();
    }

    @Test
    void touchOnceIn_afterThePause_touchesAtOnce() {
        TotalStore store = store();
        store.publish(total(1, 1));
        store.touchOnceIn(PAUSE, COUNTER, NOW);
        assertThat(store.touchOnceIn(PAUSE, COUNTER, NOW.plus(PAUSE))).isEmpty();
        assertThat(store.find(COUNTER)).isEqualTo(new Published(total(1, 1), 0, 2));
    }

    @Test
    void publish_afterTouchAndViewers_keepsBoth() {
        TotalStore store = store();
        store.publish(total(1, 1));
        store.touch(COUNTER);
        store.touch(COUNTER);
        LiveMode returning = new LiveMode(400, NOW, 4);
        store.setViewers(COUNTER, 4, returning);
        store.publish(total(2, 2), total(1, 1), Optional.empty());
        assertThat(store.find(COUNTER)).isEqualTo(new Published(total(2, 2), 4, 2, returning));
    }

    @Test
    void setViewers_anyMode_isFound() {
        TotalStore store = store();
        store.publish(total(1, 1));
        for (LiveMode live : new LiveMode[] {
            new LiveMode(0, NOW, 20_001, Duration.ofMillis(2500)),
            new LiveMode(200, NOW.plusMillis(1), 16_000),
            LiveMode.PUSH
        }) {
            store.setViewers(COUNTER, 9, live);
            assertThat(store.find(COUNTER)).isEqualTo(new Published(total(1, 1), 9, 0, live));
        }
    }

    @Test
    void setViewers_ofAPublishedTotal_isNoNews() {
        TotalStore store = store();
        store.publish(total(1, 1));
        Published before = store.find(COUNTER);
        store.setViewers(COUNTER, 9, LiveMode.PUSH);
        assertThat(store.find(COUNTER).viewers()).isEqualTo(9);
        assertThat(store.find(COUNTER).supersedes(before)).isFalse();
    }

    @Test
    void setViewers_neverClicked_changesNothing() {
        TotalStore store = store();
        store.setViewers(COUNTER, 9, LiveMode.PUSH);
        assertThat(store.find(COUNTER)).isEqualTo(Published.zero(COUNTER, EPOCH));
    }

    private static Total total(long count, long version) {
        long minute = Minutes.of(NOW);
        Minutes minutes = new Minutes(new TreeMap<>(Map.of(minute, count, minute - 1, 0L)));
        return Fixtures.total(COUNTER, count, version, minutes, NOW.minusSeconds(1), NOW);
    }
}
