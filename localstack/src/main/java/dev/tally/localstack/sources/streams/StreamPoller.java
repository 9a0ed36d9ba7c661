package dev.tally.localstack.sources.streams;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.TableWrites;
import dev.tally.localstack.lambda.Functions;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jboss.logging.Logger;

/**
 * A table stream's event source mapping. It reads records and invokes a function with them, as Lambda does.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html">Lambda: using DynamoDB</a>
 */
public final class StreamPoller implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(StreamPoller.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    private static final int WORKERS = 2;

    private final StreamSettings settings;
    private final TableWrites writes;
    private final SourceState state = new SourceState();
    private final Runnable wake = state::wake;
    private final ScheduledExecutorService workers;
    private final StreamReader reader;
    private final Thread readerThread;

    private StreamPoller(StreamSettings settings, Cloud cloud, Functions functions, PollTimes times) {
        this.settings = settings;
        this.writes = cloud.tableWrites();
        this.workers = new ScheduledThreadPoolExecutor(WORKERS, work -> daemon(work, "worker"));
        LaneRunner runner = new LaneRunner(settings, functions, state, workers);
        this.reader = new StreamReader(settings, cloud, runner, state, times);
        this.readerThread = daemon(reader, "reader");
    }

    /** Starts to read. */
    public static StreamPoller start(StreamSettings settings, Cloud cloud, Functions functions) {
        return start(settings, cloud, functions, PollTimes.NORMAL);
    }

    static StreamPoller start(StreamSettings settings, Cloud cloud, Functions functions, PollTimes times) {
        StreamPoller poller = new StreamPoller(settings, cloud, functions, times);
        poller.writes.listen(poller.wake);
        poller.readerThread.start();
        return poller;
    }

    /** Stops starting batches; batches in progress continue. */
    public void pause() {
        state.pause();
    }

    public void resume() {
        state.resume();
    }

    /** Returns the number of batches that the function processes or that wait for a retry. */
    public int batchesInProgress() {
        return reader.batchesInProgress();
    }

    /**
     * Waits until all records that were written before this call are processed.
     *
     * @return false if the time is over first
     */
    public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
        return state.awaitQuiet(atMost);
    }

    /** Stops starting batches, and waits up to {@code 10 s} for invocations in progress. */
    @Override
    public void close() {
        writes.remove(wake);
        state.close();
        try {
            readerThread.join(CLOSE_WAIT.toMillis());
            if (!state.awaitNoneInProgress(CLOSE_WAIT)) {
                LOG.warnf("source.closed source=%s abandoned=%d", settings.name(), state.inProgress());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            workers.shutdownNow();
        }
    }

    private Thread daemon(Runnable work, String role) {
        Thread thread = new Thread(work, settings.name() + "-" + role);
        thread.setDaemon(true);
        return thread;
    }
}
