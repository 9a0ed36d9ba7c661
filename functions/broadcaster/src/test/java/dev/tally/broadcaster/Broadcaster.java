package dev.tally.broadcaster;

import dev.tally.broadcaster.channel.FakeClientChannel;
import dev.tally.broadcaster.channel.FakeTouchQueue;
import dev.tally.broadcaster.channel.RemoveConnections;
import dev.tally.broadcaster.channel.TouchTotals;
import dev.tally.broadcaster.connections.ConnectGuard;
import dev.tally.broadcaster.connections.ConnectionLimits;
import dev.tally.broadcaster.connections.ConnectionsHandler;
import dev.tally.broadcaster.connections.FakeDeferredSubscriptions;
import dev.tally.broadcaster.connections.ServeConnection;
import dev.tally.broadcaster.connections.SubscribeOnConnect;
import dev.tally.broadcaster.fanout.FakeInvocations;
import dev.tally.broadcaster.fanout.FanOut;
import dev.tally.broadcaster.fanout.FanOutHandler;
import dev.tally.broadcaster.fanout.PushFrames;
import dev.tally.broadcaster.fanout.PushGovernor;
import dev.tally.broadcaster.fanout.PushToUnreached;
import dev.tally.broadcaster.fanout.PushToViewers;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.counter.InMemoryConnectionStore;
import dev.tally.counter.InMemoryPushBudget;
import dev.tally.counter.InMemoryTotalStore;
import dev.tally.runtime.Concurrently;
import dev.tally.runtime.Pauses;
import dev.tally.runtime.metrics.FakeMetrics;
import dev.tally.runtime.trace.FakeSpans;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** The live path on stores in memory. */
public final class Broadcaster implements AutoCloseable {

    public final InMemoryConnectionStore connections = new InMemoryConnectionStore();
    public final InMemoryTotalStore totals = new InMemoryTotalStore();
    public final InMemoryPushBudget budget = new InMemoryPushBudget();
    public final FakeInvocations invocations = new FakeInvocations();
    public final FakeDeferredSubscriptions subscriptions = new FakeDeferredSubscriptions();
    public final FakeTouchQueue touchQueue = new FakeTouchQueue();
    public final FakeMetrics metrics = new FakeMetrics();
    public final FakeClientChannel channel = new FakeClientChannel(metrics);
    public final FakeSpans spans = new FakeSpans();
    public final AtomicLong nanos = new AtomicLong();
    public final Clock clock = Clock.systemUTC();
    private final Pauses pauses = pause -> Thread.sleep(pause.toMillis());
    public final ConnectionsHandler connectionsHandler;
    public final FanOutHandler fanOutHandler;
    private final ExecutorService executor = Executors.newCachedThreadPool();

    public Broadcaster(BroadcasterSettings settings) {
        TouchTotals touchTotals = new TouchTotals(totals, touchQueue, clock);
        RemoveConnections removeConnections = new RemoveConnections(connections, touchTotals);
        ServeConnection serveConnection =
                new ServeConnection(connections, totals, channel, removeConnections, touchTotals, clock);
        ConnectionLimits limits = new ConnectionLimits(settings, nanos::get);
        connectionsHandler = new ConnectionsHandler(
                serveConnection,
                new SubscribeOnConnect(serveConnection, channel, connections, subscriptions, clock),
                subscriptions,
                new ConnectGuard(settings, limits, clock),
                limits,
                totals,
                clock,
                metrics);
        PushFrames pushFrames = new PushFrames(channel, metrics, new Random(1), settings);
        PushGovernor governor = new PushGovernor(budget, settings, clock, pauses, metrics);
        PushToViewers pushToViewers = new PushToViewers(
                pushFrames, governor, connections, totals, removeConnections, invocations, clock, settings);
        FanOut fanOut = new FanOut(
                connections,
                totals,
                pushToViewers,
                invocations,
                new Concurrently(executor),
                new Random(1),
                clock,
                metrics,
                spans.tracer(clock),
                settings);
        fanOutHandler = new FanOutHandler(
                fanOut,
                pushToViewers,
                new PushToUnreached(pushFrames, governor, totals, channel, removeConnections, clock),
                totals,
                new Concurrently(executor),
                invocations.events::add,
                pause -> {},
                settings,
                clock,
                nanos::get,
                metrics);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
