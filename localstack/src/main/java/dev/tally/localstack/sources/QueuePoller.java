package dev.tally.localstack.sources;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.lambda.Functions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * A queue's event source mapping: receives messages and invokes a function with them, as Lambda does.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html">Lambda: using Amazon SQS</a>
 */
public final class QueuePoller implements AutoCloseable {

    // One thread receives, because one is fast enough to keep every place busy and because of what a long poll costs at
    // ElasticMQ: while one waits and a locked group holds further messages, the queue's actor tries that group without
    // pause. So the long poll is for the idle queue only. While groups are locked the thread asks without waiting, and
    // then again as soon as a batch ends, for that unlocks its groups, or after a short while, for the other groups.

    private static final Logger LOG = Logger.getLogger(QueuePoller.class);
    private static final int LONG_POLL_SECONDS = 20;
    private static final Duration SHORT_WHILE = Duration.ofMillis(25);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    private static final int WORKERS = 4;

    private final QueueSettings settings;
    private final InFlightBatches flights;
    private final PolledQueue queue;
    private final ScheduledExecutorService workers;
    private final BatchRunner batches;
    private final Thread receiver;

    private QueuePoller(QueueSettings settings, Cloud cloud, Functions functions) {
        this.settings = settings;
        this.flights = new InFlightBatches(settings.maximumConcurrency());
        this.queue = new PolledQueue(cloud.openSqs(), settings, flights);
        this.workers = new ScheduledThreadPoolExecutor(WORKERS, work -> daemon(work, "worker"));
        this.batches =
                new BatchRunner(settings, functions, new MessageDeletion(cloud.sqs(), settings), flights, workers);
        this.receiver = daemon(this::receive, "receiver");
    }

    /** Starts to poll. */
    public static QueuePoller start(QueueSettings settings, Cloud cloud, Functions functions) {
        QueuePoller poller = new QueuePoller(settings, cloud, functions);
        poller.receiver.start();
        return poller;
    }

    /** Starts no more batches; those under way go on. */
    public void pause() {
        flights.pause();
    }

    public void resume() {
        flights.resume();
    }

    /** How many batches are with the function, or about to be deleted. */
    public int batchesUnderWay() {
        return flights.underWay();
    }

    /** Stops to poll at once, and lets batches under way end within {@code 10 s}. */
    @Override
    public void close() {
        flights.close();
        queue.close();
        try {
            receiver.join(CLOSE_WAIT.toMillis());
            if (!flights.awaitNone(CLOSE_WAIT)) {
                LOG.warnf("source.closed source=%s abandoned=%d", settings.name(), flights.underWay());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            workers.shutdownNow();
        }
    }

    private void receive() {
        try {
            while (flights.awaitPlace()) {
                receiveOnce();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void receiveOnce() throws InterruptedException {
        boolean locked = flights.locksGroups();
        long ended = flights.ended();
        long askedAt = System.nanoTime();
        List<Message> messages = queue.receive(locked ? 0 : LONG_POLL_SECONDS);
        if (!messages.isEmpty()) {
            start(messages, locked ? askedAt : System.nanoTime());
        } else if (locked) {
            flights.awaitEndSince(ended, SHORT_WHILE);
        }
    }

    private void start(List<Message> messages, long receivedAt) {
        if (flights.begin()) {
            batches.start(Batch.received(messages, settings, receivedAt));
        } else {
            queue.giveBack(messages);
        }
    }

    private Thread daemon(Runnable work, String role) {
        Thread thread = new Thread(work, settings.name() + "-" + role);
        thread.setDaemon(true);
        return thread;
    }
}
