package dev.tally.localstack.sources.streams;

import dev.tally.localstack.cloud.Cloud;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table of the same name in several clouds, kept in step as DynamoDB keeps the replicas of a global table: later, whole
 * items, and the last writer wins.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html">How
 *     DynamoDB global tables work</a>
 */
public final class GlobalTable implements AutoCloseable {

    private static final Duration IDLE = Duration.ofMillis(50);

    private final List<Replica> replicas;
    private final Semaphore writes = new Semaphore(0);
    private final Runnable wake = writes::release;
    private final Thread thread = new Thread(this::run, "global-table");
    private volatile boolean parted;
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;
    private long writesSeen;

    private GlobalTable(List<Replica> replicas) {
        this.replicas = replicas;
    }

    /** Replicates what is written from now on, and what the streams still have, until closed. */
    public static GlobalTable of(String table, Cloud... regions) {
        GlobalTable global = new GlobalTable(
                Stream.of(regions).map(region -> new Replica(region, table)).toList());
        Stream.of(regions).forEach(region -> region.tableWrites().listen(global.wake));
        global.thread.start();
        return global;
    }

    /** Lets no change through to another region; each goes on by itself. */
    public void part() {
        parted = true;
    }

    /** Lets changes through again, those that waited first. */
    public void heal() {
        parted = false;
    }

    /** How many items have a change that did not reach some region yet. */
    public int waiting() {
        if (failure != null) {
            throw failure;
        }
        return replicas.stream().mapToInt(Replica::waiting).sum();
    }

    /** Whether every replica has the same items. */
    public boolean isInStep() {
        return waiting() == 0
                && replicas.stream().map(Replica::items).distinct().count() == 1;
    }

    /** Ends the replication; the clouds stay. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        replicas.forEach(replica -> replica.region().tableWrites().forget(wake));
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                if (writes.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
                    writes.drainPermits();
                }
                replicas.forEach(this::collect);
                if (!parted) {
                    replicas.forEach(Replica::applyWaiting);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            if (!closed) {
                failure = broken;
            }
        }
    }

    private void collect(Replica origin) {
        origin.written(() -> ++writesSeen).forEach(change -> replicas.stream()
                .filter(replica -> replica != origin)
                .forEach(replica -> replica.await(change)));
    }
}
