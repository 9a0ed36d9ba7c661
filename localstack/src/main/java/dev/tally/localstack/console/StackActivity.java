package dev.tally.localstack.console;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.localstack.console.Activity.Count;
import dev.tally.localstack.stack.Stack;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The current activity of a stack. One read takes at most one call of the HTTP API and one of the queues. */
final class StackActivity implements Supplier<Activity> {

    private static final Logger LOG = Logger.getLogger(StackActivity.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int RATE_READS = 5;
    private static final int SELDOM = 5;
    private static final int TIMEOUT_MILLIS = 1000;
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private record Reading(long nanos, double clicks) {}

    private final Stack stack;
    private final URI http;
    private final DoubleSupplier clicks;
    private final TracedPresses presses = new TracedPresses(InstantSource.system());
    private final Deque<Reading> readings = new ArrayDeque<>();
    private Optional<Count> busiest = Optional.empty();
    private OptionalLong deadLetters = OptionalLong.empty();
    private int reads;

    /**
     * @param http the stack's HTTP API
     * @param clicks the number of clicks accepted since the start
     */
    StackActivity(Stack stack, URI http, DoubleSupplier clicks) {
        this.stack = stack;
        this.http = http;
        this.clicks = clicks;
        stack.traces().follow(presses);
    }

    @Override
    public Activity get() {
        double perSecond = clicksPerSecond();
        boolean seldom = reads++ % SELDOM == 0;
        if (perSecond > 0 || seldom) {
            presses.busiest().ifPresent(this::readCount);
        }
        if (seldom) {
            readDeadLetters();
        }
        return new Activity(
                busiest, perSecond, stack.apis().webSocket().connections(), presses.pressToScreen(), deadLetters);
    }

    /** Returns the mean rate of the last seconds. */
    private double clicksPerSecond() {
        Reading now = new Reading(System.nanoTime(), clicks.getAsDouble());
        readings.add(now);
        if (readings.size() > RATE_READS + 1) {
            readings.removeFirst();
        }
        Reading first = readings.getFirst();
        return readings.size() == 1
                ? 0
                : (now.clicks() - first.clicks()) * NANOS_PER_SECOND / (now.nanos() - first.nanos());
    }

    private void readCount(String counter) {
        try {
            URLConnection call = http.resolve("/v1/counters/" + counter).toURL().openConnection();
            call.setConnectTimeout(TIMEOUT_MILLIS);
            call.setReadTimeout(TIMEOUT_MILLIS);
            try (InputStream answer = call.getInputStream()) {
                busiest = Optional.of(
                        new Count(counter, JSON.readTree(answer).path("count").asLong()));
            }
        } catch (IOException failed) {
            LOG.debugf("activity.count-unread counter=%s reason=%s", counter, failed);
        }
    }

    private void readDeadLetters() {
        try {
            deadLetters = OptionalLong.of(stack.deadLetters().total());
        } catch (RuntimeException failed) {
            LOG.debugf("activity.dead-letters-unread reason=%s", failed);
            deadLetters = OptionalLong.empty();
        }
    }
}
