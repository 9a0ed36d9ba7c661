package dev.tally.localstack.sources.streams;

import dev.tally.localstack.cloud.Cloud;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table of the same name in several clouds, replicated like a global table of DynamoDB: asynchronously, by whole
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
    private volatile boolean partitioned;
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;
    private long writesRead;

    private GlobalTable(List<Replica> replicas) {
        this.replicas = replicas;
    }

    /** Starts replicating the records that the streams still have, and all further writes, until closed. */
    public static GlobalTable of(String table, Cloud... regions) {
        GlobalTable global = new GlobalTable(
                Stream.of(regions).map(region -> new Replica(region, table)).toList());
        Stream.of(regions).forEach(region -> region.tableWrites().listen(global.wake));
        global.thread.start();
        return global;
    }

    /** Stops the replication. Each region continues alone. */
    public void part() {
        partitioned = true;
    }

    /** Resumes the replication, with the waiting changes first. */
    public void heal() {
        partitioned = false;
    }

    /** Returns the number of changed items that have not reached a region yet. */
    public int waiting() {
        if (failure != null) {
            throw failure;
        }
        return replicas.stream().mapToInt(Replica::waiting).sum();
    }

    /** Returns whether every replica has the same items. */
    public boolean isInStep() {
        return waiting() == 0
                && replicas.stream().map(Replica::items).distinct().count() == 1;
    }

    /** Ends the replication, and leaves the clouds open. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        replicas.forEach(replica -> replica.region().tableWrites().remove(wake));
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
                if (!partitioned) {
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
        origin.written(() -> ++writesRead).forEach(change -> replicas.stream()
                .filter(replica -> replica != origin)
                .forEach(replica -> replica.await(change)));
    }
}
