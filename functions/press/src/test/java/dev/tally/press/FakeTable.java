package dev.tally.press;

import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.HistoryStore;
import dev.tally.counter.InMemoryHistoryStore;
import dev.tally.counter.InMemoryPostStore;
import dev.tally.counter.InMemoryResetStore;
import dev.tally.counter.InMemoryTotalStore;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Minutes;
import dev.tally.counter.Post;
import dev.tally.counter.PostStore;
import dev.tally.counter.Published;
import dev.tally.counter.ResetStore;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Total;
import dev.tally.counter.TotalStore;
import dev.tally.runtime.trace.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A table of totals, history, resets and posts in memory, which can be down. */
final class FakeTable implements TotalStore, HistoryStore, PostStore, ResetStore {

    /** Longer than any read stays in the cache. */
    private static final Duration LONG = Duration.ofMinutes(1);

    private final FakeTicker ticker;
    private final PostStore posts = new InMemoryPostStore();
    private ResetStore resets = new InMemoryResetStore();
    private TotalStore totals = new InMemoryTotalStore();
    private HistoryStore history = new InMemoryHistoryStore();
    private Consumer<CounterId> onFind = any -> {};
    private @Nullable RuntimeException failure;

    FakeTable(FakeTicker ticker) {
        this.ticker = ticker;
    }

    @Override
    public Published find(CounterId counter) {
        onFind.accept(counter);
        answer();
        return totals.find(counter);
    }

    @Override
    public Optional<Total> publish(Total total, Total seen, Optional<TraceContext> trace) {
        return totals.publish(total, seen, trace);
    }

    @Override
    public void publish(Total total) {
        totals.publish(total);
    }

    @Override
    public void touch(CounterId counter) {
        totals.touch(counter);
    }

    @Override
    public Optional<Instant> touchOnceIn(Duration pause, CounterId counter, Instant now) {
        return totals.touchOnceIn(pause, counter, now);
    }

    @Override
    public void setViewers(CounterId counter, int viewers, LiveMode live) {
        totals.setViewers(counter, viewers, live);
    }

    @Override
    public void record(CounterId counter, Minutes minutes, Epoch epoch, long version, Instant now) {
        history.record(counter, minutes, epoch, version, now);
    }

    @Override
    public Minutes minutes(CounterId counter, long from, long to) {
        answer();
        return history.minutes(counter, from, to);
    }

    @Override
    public ClickId begin(CounterId counter, ClickId generation) {
        answer();
        return resets.begin(counter, generation);
    }

    @Override
    public boolean write(Post post) {
        return posts.write(post);
    }

    @Override
    public boolean delete(ClickId id, Instant now) {
        answer();
        return posts.delete(id, now);
    }

    @Override
    public Optional<Post> find(ClickId id) {
        answer();
        return posts.find(id);
    }

    @Override
    public List<Post> newest(int limit, @Nullable ClickId before) {
        answer();
        return posts.newest(limit, before);
    }

    /** Empties and repairs the table, except the posts. Earlier reads expire from the cache. */
    void reset() {
        totals = new InMemoryTotalStore();
        history = new InMemoryHistoryStore();
        resets = new InMemoryResetStore();
        failWith(null);
    }

    /** Runs an action on every read of a total. */
    void onFind(Consumer<CounterId> action) {
        onFind = action;
    }

    void goDown() {
        failWith(new StoreUnavailableException("timed out", new IllegalStateException()));
    }

    /** Fails every call with an exception, or none with null. Earlier reads expire from the cache. */
    void failWith(@Nullable RuntimeException bug) {
        failure = bug;
        ticker.pass(LONG);
    }

    private void answer() {
        if (failure != null) {
            throw failure;
        }
    }
}
