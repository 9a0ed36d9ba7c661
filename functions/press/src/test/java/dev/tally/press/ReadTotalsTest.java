package dev.tally.press;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tally.counter.CounterId;
import dev.tally.counter.Fixtures;
import dev.tally.counter.Minutes;
import dev.tally.counter.Published;
import dev.tally.counter.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadTotalsTest {

    private static final Duration READ_CACHE = Duration.ofMillis(250);
    private static final CounterId OTHER = new CounterId("dislikes");
    private static final int READERS = 16;

    private final FakeTicker ticker = new FakeTicker();
    private final FakeTable table = new FakeTable(ticker);
    private final Queue<CounterId> requested = new ConcurrentLinkedQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final ReadTotals reads = reads(READ_CACHE);

    @BeforeEach
    void recordReads() {
        table.onFind(requested::add);
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void read_repeated_staysInTheCacheForItsTime() {
        publish(1);
        assertThat(count(reads)).isEqualTo(1);
        publish(2);
        ticker.pass(READ_CACHE.minusNanos(1));
        assertThat(count(reads)).isEqualTo(1);
        ticker.pass(Duration.ofNanos(1));
        assertThat(count(reads)).isEqualTo(2);
        assertThat(requested).hasSize(2);
    }

    @Test
    void read_slow_staysInTheCacheFromItsEnd() {
        table.onFind(counter -> {
            requested.add(counter);
            ticker.pass(READ_CACHE.multipliedBy(2));
        });
        assertThat(count(reads)).isZero();
        ticker.pass(READ_CACHE.minusNanos(1));
        assertThat(count(reads)).isZero();
        assertThat(requested).hasSize(1);
    }

    @Test
    void read_cacheOff_readsEachTime() {
        ReadTotals fresh = reads(Duration.ZERO);
        publish(1);
        assertThat(count(fresh)).isEqualTo(1);
        publish(2);
        assertThat(count(fresh)).isEqualTo(2);
    }

    @Test
    void read_manyAtOnce_readTheTableOnce() throws Exception {
        publish(1);
        for (Future<Published> one : readersBehindTheGate()) {
            assertThat(one.get().total().count()).isEqualTo(1);
        }
        assertThat(requested).hasSize(1);
    }

    @Test
    void read_manyAtOnceWhileDown_readTheTableOnceAndFail() throws Exception {
        table.goDown();
        for (Future<Published> one : readersBehindTheGate()) {
            assertThatThrownBy(one::get).hasCauseInstanceOf(StoreUnavailableException.class);
        }
        assertThat(requested).hasSize(1);
    }

    @Test
    void read_anotherCounterIsSlow_doesNotWait() throws Exception {
        closeTheGate();
        Future<Published> slow = executor.submit(() -> reads.read(COUNTER));
        await().until(() -> requested.contains(COUNTER));
        assertThat(reads.read(OTHER)).isEqualTo(Published.zero(OTHER, EPOCH));
        assertThat(slow).isNotDone();
        gate.countDown();
        assertThat(slow.get()).isEqualTo(Published.zero(COUNTER, EPOCH));
    }

    @Test
    void read_failed_isNotCached() {
        table.goDown();
        assertThatThrownBy(() -> reads.read(COUNTER)).isInstanceOf(StoreUnavailableException.class);
        table.failWith(null);
        assertThat(reads.read(COUNTER)).isEqualTo(Published.zero(COUNTER, EPOCH));
    }

    @Test
    void read_several_returnsTheirOrderAndReadsEachOnce() {
        publish(5);
        List<CounterId> counters =
                IntStream.range(0, 98).mapToObj(i -> new CounterId("c" + i)).toList();
        assertThat(reads.read(counters)).extracting(Published::counter).containsExactlyElementsOf(counters);
        assertThat(reads.read(List.of(COUNTER, OTHER, COUNTER)))
                .extracting(published -> published.total().count())
                .containsExactly(5L, 0L, 5L);
        assertThat(requested).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void read_severalWhileDown_failsAsTheStoreDoes() {
        table.goDown();
        assertThatThrownBy(() -> reads.read(List.of(COUNTER, OTHER))).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void read_severalAtOnceThatOverlap_allReturn() throws Exception {
        CyclicBarrier together = new CyclicBarrier(READERS);
        List<CounterId> counters =
                IntStream.range(0, 20).mapToObj(i -> new CounterId("c" + i)).toList();
        List<Future<List<Published>>> readers = IntStream.range(0, READERS)
                .mapToObj(reader -> executor.submit(() -> {
                    List<CounterId> order = new ArrayList<>(counters);
                    Collections.shuffle(order, new Random(reader));
                    together.await();
                    return reads.read(order);
                }))
                .toList();
        for (Future<List<Published>> one : readers) {
            assertThat(one.get(30, TimeUnit.SECONDS))
                    .extracting(Published::counter)
                    .containsExactlyInAnyOrderElementsOf(counters);
        }
    }

    /** Starts readers of one counter, and opens the gate once all of them wait. */
    private List<Future<Published>> readersBehindTheGate() {
        closeTheGate();
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        List<Future<Published>> readers = IntStream.range(0, READERS)
                .mapToObj(any -> executor.submit(() -> {
                    threads.add(Thread.currentThread());
                    return reads.read(COUNTER);
                }))
                .toList();
        await().until(() -> threads.stream()
                        .filter(thread -> thread.getState() == Thread.State.WAITING)
                        .count()
                == READERS);
        gate.countDown();
        return readers;
    }

    /** Blocks the table's answers for one counter until the gate opens. */
    private void closeTheGate() {
        table.onFind(counter -> {
            requested.add(counter);
            if (counter.equals(COUNTER)) {
                awaitGate();
            }
        });
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private ReadTotals reads(Duration readCache) {
        return new ReadTotals(table, executor, new TestSettings(readCache), ticker);
    }

    private static long count(ReadTotals reads) {
        return reads.read(COUNTER).total().count();
    }

    private void publish(long count) {
        table.publish(Fixtures.total(COUNTER, count, count, Minutes.NONE, NOW, NOW));
    }
}
