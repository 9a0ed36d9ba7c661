package dev.tally.system.kit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Many open screens, of one counter or of one each. They record the time of each count, and use as little processor time as possible.
 */
public final class Crowd implements AutoCloseable {

    private static final int CONNECTING_AT_ONCE = 50;

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient client;
    private final List<Screen> screens = new ArrayList<>();

    private Crowd(int size) {
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(size));
    }

    /** Opens screens of a counter, and returns when each is connected and has sent its subscription. */
    public static Crowd open(URI endpoint, String counter, int size) {
        return open(endpoint, Collections.nCopies(size, counter));
    }

    private static Crowd open(URI endpoint, List<String> counters) {
        Crowd crowd = new Crowd(counters.size());
        for (int opened = 0; opened < counters.size(); opened += CONNECTING_AT_ONCE) {
            join(Future.join(counters.subList(opened, Math.min(counters.size(), opened + CONNECTING_AT_ONCE)).stream()
                    .map(counter -> crowd.open(endpoint, counter))
                    .toList()));
        }
        return crowd;
    }

    /**
     * Opens a screen of each counter, one after the other at a rate that a quota allows. Returns when each is connected
     * and has sent its subscription.
     */
    public static Crowd open(URI endpoint, List<String> counters, int perSecond) {
        Crowd crowd = new Crowd(counters.size());
        for (String counter : counters) {
            join(crowd.open(endpoint, counter)
                    .compose(opened -> crowd.vertx.timer(1000 / perSecond, TimeUnit.MILLISECONDS)));
        }
        return crowd;
    }

    /** Returns the number of screens that show a count. */
    public long showing(long count) {
        return screens.stream().filter(screen -> screen.last == count).count();
    }

    /** Returns the number of screens that show any count. */
    public long showing() {
        return screens.stream().filter(screen -> screen.size > 0).count();
    }

    /** Returns the number of frames that arrived. */
    public long frames() {
        return screens.stream().mapToLong(screen -> screen.size).sum();
    }

    /**
     * Returns the delays from each press to each screen.
     *
     * @param before the count before the first press
     * @param startNanos the time at which the first press was due, by {@link System#nanoTime}
     * @param perSecond the rate of the presses, each with delta 1
     * @param presses their number
     */
    public Delays delays(long before, long startNanos, int perSecond, int presses) {
        long[] histogram = new long[Delays.MAX_MILLIS + 1];
        for (Screen screen : screens) {
            screen.addDelays(histogram, before, presses, startNanos, perSecond);
        }
        return new Delays(histogram, (long) presses * screens.size());
    }

    /**
     * Returns the delays from each press to the screen of its counter. Each counter has one screen and no press before.
     *
     * @param startNanos the time at which the first press was due, by {@link System#nanoTime}
     * @param perSecond the rate of the presses, each with delta 1, which go to the counters of the screens in turn
     * @param presses their number
     */
    public Delays delaysInTurn(long startNanos, int perSecond, int presses) {
        long[] histogram = new long[Delays.MAX_MILLIS + 1];
        for (int index = 0; index < screens.size(); index++) {
            long firstNanos = startNanos + index * 1_000_000_000L / perSecond;
            screens.get(index)
                    .addDelays(histogram, 0, presses / screens.size(), firstNanos, (double) perSecond / screens.size());
        }
        return new Delays(histogram, (long) presses / screens.size() * screens.size());
    }

    /** A histogram of delays, in milliseconds. */
    public static final class Delays {

        static final int MAX_MILLIS = 120_000;

        private final long[] histogram;
        private final long expected;

        private Delays(long[] histogram, long expected) {
            this.histogram = histogram;
            this.expected = expected;
        }

        public long samples() {
            return Arrays.stream(histogram).sum();
        }

        /** Returns a percentile of all expected delays. The delay of a press that no screen received is infinite. */
        public double percentileMillis(double percent) {
            long rest = (long) Math.ceil(percent / 100 * expected);
            for (int millis = 0; millis < histogram.length; millis++) {
                rest -= histogram[millis];
                if (rest <= 0) {
                    return millis;
                }
            }
            return Double.POSITIVE_INFINITY;
        }

        /** Returns the percentage of samples from one number of milliseconds to below another. */
        public double percentBetween(int from, int to) {
            return 100.0
                    * Arrays.stream(histogram, from, Math.min(to, histogram.length))
                            .sum()
                    / samples();
        }
    }

    @Override
    public void close() {
        join(vertx.close());
    }

    private Future<Void> open(URI endpoint, String counter) {
        Screen screen = new Screen();
        screens.add(screen);
        return client.connect(new WebSocketConnectOptions()
                        .setHost(endpoint.getHost())
                        .setPort(endpoint.getPort())
                        .setURI(endpoint.getPath()))
                .onSuccess(socket -> socket.textMessageHandler(screen::received))
                .compose(socket ->
                        socket.writeTextMessage("{\"action\":\"subscribe\",\"counters\":[\"" + counter + "\"]}"));
    }

    private static <T> void join(Future<T> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** One screen, with its frames on one event loop. */
    private static final class Screen {

        private static final String COUNT = "\"count\":";

        private long[] nanos = new long[64];
        private long[] counts = new long[64];
        private volatile int size;
        private volatile long last = Long.MIN_VALUE;

        void addDelays(long[] histogram, long before, int presses, long startNanos, double perSecond) {
            long seen = before;
            for (int frame = 0; frame < size; frame++) {
                for (; seen < Math.min(counts[frame], before + presses); seen++) {
                    long due = startNanos + (long) ((seen - before) * 1_000_000_000L / perSecond);
                    long millis = Math.max(0, (nanos[frame] - due) / 1_000_000);
                    histogram[(int) Math.min(millis, Delays.MAX_MILLIS)]++;
                }
            }
        }

        void received(String frame) {
            int start = frame.indexOf(COUNT);
            if (start < 0) {
                return;
            }
            start += COUNT.length();
            long count = Long.parseLong(frame, start, frame.indexOf(',', start), 10);
            int index = size;
            if (index == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * index);
                counts = Arrays.copyOf(counts, 2 * index);
            }
            nanos[index] = System.nanoTime();
            counts[index] = count;
            last = Math.max(last, count);
            size = index + 1;
        }
    }
}
