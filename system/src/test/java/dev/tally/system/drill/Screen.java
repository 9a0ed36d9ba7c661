package dev.tally.system.drill;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An open screen that reconnects, and measures the longest time without a new number. */
final class Screen implements WebSocket.Listener, AutoCloseable {

    private static final Pattern TOTAL = Pattern.compile("\"count\":(-?\\d+),\"version\":(\\d+)");
    private static final long MILLIS_BETWEEN_TRIES = 250;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ScheduledExecutorService timers;
    private final URI uri;
    private final StringBuilder text = new StringBuilder();
    private volatile long count = Long.MIN_VALUE;
    private long version = -1;
    private long changedNanos = System.nanoTime();
    private long longestNanos;
    private volatile boolean closed;
    private volatile @Nullable WebSocket socket;

    Screen(URI endpoint, String counter, ScheduledExecutorService timers) {
        this.uri = URI.create(endpoint + "?counters=" + counter);
        this.timers = timers;
        connect();
    }

    long count() {
        return count;
    }

    /** Returns the longest time without a new number since the last call. */
    synchronized double longestPauseSeconds() {
        changed();
        double seconds = longestNanos / 1e9;
        longestNanos = 0;
        return seconds;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            show(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        connectLater();
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        connectLater();
    }

    @Override
    public void close() {
        closed = true;
        WebSocket last = socket;
        if (last != null) {
            last.abort();
        }
    }

    private void connect() {
        var unused = client.newWebSocketBuilder().buildAsync(uri, this).whenComplete((opened, refused) -> {
            if (opened == null) {
                connectLater();
            } else {
                socket = opened;
            }
        });
    }

    private void connectLater() {
        if (!closed) {
            var unused = timers.schedule(this::connect, MILLIS_BETWEEN_TRIES, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void show(String frame) {
        Matcher total = TOTAL.matcher(frame);
        if (total.find() && Long.parseLong(total.group(2)) > version) {
            version = Long.parseLong(total.group(2));
            count = Long.parseLong(total.group(1));
            changed();
        }
    }

    private void changed() {
        long now = System.nanoTime();
        longestNanos = Math.max(longestNanos, now - changedNanos);
        changedNanos = now;
    }
}
