package dev.tally.localstack.console;

import dev.tally.localstack.stack.Stack;
import java.io.PrintStream;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The live line on a terminal, which is drawn again every second. */
public final class LiveDisplay implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LiveDisplay.class);
    private static final long LAST_DRAW_MILLIS = 500;

    private final Terminal terminal;
    private final PrintStream out;
    private final Supplier<Activity> source;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "live-line");
        thread.setDaemon(true);
        return thread;
    });

    private LiveDisplay(Terminal terminal, PrintStream out, Supplier<Activity> source) {
        this.terminal = terminal;
        this.out = out;
        this.source = source;
    }

    /**
     * Shows a stack's activity.
     *
     * @param http the stack's HTTP API
     * @param clicks the number of clicks accepted since the start
     */
    public static LiveDisplay start(Stack stack, URI http, DoubleSupplier clicks) {
        LiveDisplay display = new LiveDisplay(Terminal.open(), System.out, new StackActivity(stack, http, clicks));
        ScheduledFuture<?> unused = display.timer.scheduleWithFixedDelay(display::draw, 0, 1, TimeUnit.SECONDS);
        return display;
    }

    /** Replaces the line by the last words of the stack. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            boolean unused = timer.awaitTermination(LAST_DRAW_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        print(Terminal.CLEAR_LINE + "Stopping. A second Ctrl-C ends Tally at once.\n");
    }

    private void draw() {
        try {
            String line = LiveLine.of(source.get(), terminal.columns());
            if (!timer.isShutdown()) {
                print(Terminal.CLEAR_LINE + line);
            }
        } catch (RuntimeException failed) {
            LOG.debug("live-line.failed", failed);
        }
    }

    private void print(String text) {
        out.print(text);
        out.flush();
    }
}
