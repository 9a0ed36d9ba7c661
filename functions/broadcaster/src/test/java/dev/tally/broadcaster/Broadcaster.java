package dev.tally.broadcaster;

import dev.tally.counter.InMemoryConnectionStore;
import dev.tally.counter.InMemoryPushBudget;
import dev.tally.counter.InMemoryTotalStore;
import dev.tally.runtime.metrics.FakeMetrics;
import dev.tally.runtime.trace.FakeSpans;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** The live path on stores in memory. */
final class Broadcaster implements AutoCloseable {

    final InMemoryConnectionStore connections = new InMemoryConnectionStore();
    final InMemoryTotalStore totals = new InMemoryTotalStore();
    final InMemoryPushBudget budget = new InMemoryPushBudget();
    final FakeClientChannel channel = new FakeClientChannel();
    final FakeInvocations invocations = new FakeInvocations();
    final FakeMetrics metrics = new FakeMetrics();
    final FakeSpans spans = new FakeSpans();
    final AtomicLong nanos = new AtomicLong();
    final Clock clock = Clock.systemUTC();
    final ConnectionsHandler connectionsHandler;
    final FanOutHandler fanOutHandler;
    private final ExecutorService executor = Executors.newCachedThreadPool();

    Broadcaster(BroadcasterSettings settings) {
        Departure departure = new Departure(connections, totals);
        ClientChannel measured = new MeasuredChannel(channel, metrics);
        ServeConnection serveConnection = new ServeConnection(connections, totals, measured, departure, clock);
        ConnectionLimits limits = new ConnectionLimits(settings, nanos::get);
        connectionsHandler = new ConnectionsHandler(
                serveConnection,
                new Welcome(serveConnection, measured),
                invocations,
                new Entrance(settings, limits, clock),
                limits,
                metrics);
        Courier courier = new Courier(measured, settings);
        PushGovernor governor = new PushGovernor(budget, settings, clock, metrics);
        PushToViewers pushToViewers =
                new PushToViewers(courier, governor, totals, departure, invocations, new Random(1), clock, settings);
        FanOut fanOut = new FanOut(
                connections,
                totals,
                governor,
                pushToViewers,
                invocations,
                new SideBySide(executor),
                clock,
                metrics,
                spans.tracer(clock),
                settings);
        fanOutHandler = new FanOutHandler(
                fanOut,
                pushToViewers,
                new LateViewers(courier, governor, totals, measured, departure),
                settings,
                clock,
                metrics);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
