package dev.tally.localstack.sources;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.lambda.Functions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * A queue's event source mapping. It receives messages and invokes a function with them, as Lambda does.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html">Lambda: using Amazon SQS</a>
 */
public final class QueuePoller implements AutoCloseable {

    // One thread receives, because one thread is fast enough for all concurrent batches. Its long poll returns when a
    // message arrives or a group opens. After a batch of more than one message and less than a full one, the thread
    // waits
    // before it receives again. So batches grow with the load until they are full, and an invocation counts more
    // clicks.
    // A wait of 2 ms per message changes nothing below some 200 messages per second.

    private static final Logger LOG = Logger.getLogger(QueuePoller.class);
    private static final int LONG_POLL_SECONDS = 20;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    private static final int WORKERS = 4;
    private static final Duration WAIT_PER_MESSAGE = Duration.ofMillis(2);

    private final QueueSettings settings;
    private final InFlightBatches inFlight;
    private final PolledQueue queue;

    /** A second client, because batches in flight delete their messages after the polls were aborted. */
    private final SqsClient deletions;

    private final ScheduledExecutorService workers;
    private final BatchRunner batches;
    private final Thread receiver;

    private QueuePoller(QueueSettings settings, Cloud cloud, Functions functions, Runnable full) {
        this.settings = settings;
        this.inFlight = new InFlightBatches(settings.maximumConcurrency(), full);
        this.deletions = cloud.openSqs();
        this.queue = new PolledQueue(cloud.openSqs(), settings, inFlight);
        this.workers = new ScheduledThreadPoolExecutor(WORKERS, work -> daemon(work, "worker"));
        this.batches =
                new BatchRunner(settings, functions, new MessageDeletion(deletions, settings), inFlight, workers);
        this.receiver = daemon(this::receive, "receiver");
    }

    /** Starts to poll. */
    public static QueuePoller start(QueueSettings settings, Cloud cloud, Functions functions) {
        return start(settings, cloud, functions, () -> {});
    }

    /**
     * Starts to poll.
     *
     * @param full called when the maximum number of batches is in flight
     */
    public static QueuePoller start(QueueSettings settings, Cloud cloud, Functions functions, Runnable full) {
        QueuePoller poller = new QueuePoller(settings, cloud, functions, full);
        poller.receiver.start();
        return poller;
    }

    /** Stops starting batches; batches in flight continue. */
    public void pause() {
        inFlight.pause();
    }

    public void resume() {
        inFlight.resume();
    }

    /** Returns the number of batches that the function processes or that are about to be deleted. */
    public int batchesInFlight() {
        return inFlight.inFlight();
    }

    /** Stops polling at once, and waits up to {@code 10 s} for batches in flight. */
    @Override
    public void close() {
        inFlight.close();
        queue.close();
        try {
            receiver.join(CLOSE_WAIT.toMillis());
            if (!inFlight.awaitNone(CLOSE_WAIT)) {
                LOG.warnf("source.closed source=%s abandoned=%d", settings.name(), inFlight.inFlight());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            workers.shutdownNow();
            deletions.close();
        }
    }

    private void receive() {
        try {
            while (inFlight.awaitPlace()) {
                receiveOnce();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void receiveOnce() throws InterruptedException {
        List<Message> messages = queue.receive(LONG_POLL_SECONDS);
        if (messages.isEmpty()) {
            return;
        }
        if (inFlight.begin()) {
            batches.start(Batch.received(messages, settings, System.nanoTime()));
            inFlight.awaitClosed(waitAfter(messages.size(), settings.batchSize()));
        } else {
            queue.giveBack(messages);
        }
    }

    /** Returns the time from one receive to the next. */
    static Duration waitAfter(int received, int batchSize) {
        return received < batchSize ? WAIT_PER_MESSAGE.multipliedBy(received - 1) : Duration.ZERO;
    }

    private Thread daemon(Runnable work, String role) {
        Thread thread = new Thread(work, settings.name() + "-" + role);
        thread.setDaemon(true);
        return thread;
    }
}
