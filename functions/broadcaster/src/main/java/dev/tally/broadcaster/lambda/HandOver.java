package dev.tally.broadcaster.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.CounterId;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.dynamodb.TableChange;
import dev.tally.runtime.Concurrently;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.Pauses;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The transfer of failing counters from a stream to separate invocations, so that no counter behind them waits. */
public final class HandOver {

    // A stream delivers nothing behind a failed record, so one failing counter would stop all others of its lane. The
    // work needs no record, only the counter: it reads the state as it is then. So the record of a counter that fails
    // again, or is old, is acknowledged. An asynchronous invocation works on that counter alone, for as long as it can.
    // Lambda retries it after 1 and 2 minutes, and an alarm reports an invocation that Lambda drops.
    //
    // If the table fails, every counter of a batch fails. The stream is then the better place to wait, because it
    // retries for a day. So only the first counter of such a batch is handed over. That is progress if each of them
    // fails for a reason of its own.
    //
    // Environments do not share their numbers of failures. The age of a record decides if many environments take turns.

    private static final Logger LOG = Logger.getLogger(HandOver.class);
    private static final int FAILURES = 2;
    private static final Duration OLD = Duration.ofSeconds(30);

    /** The time for the work of a counter that failed before. A counter that stays slow must not delay the others. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int MAX_TRACKED = 10_000;

    /** The failures of each counter since its last success. */
    private final Map<CounterId, Integer> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CounterId, Integer> eldest) {
            return size() > MAX_TRACKED;
        }
    };

    private final Concurrently concurrently;
    private final Function<CounterId, JsonNode> eventOf;
    private final AsyncInvocations invocations;
    private final Pauses pauses;
    private final Clock clock;

    /** @param eventOf the event of the invocation for a counter */
    public HandOver(
            Concurrently concurrently,
            Function<CounterId, JsonNode> eventOf,
            AsyncInvocations invocations,
            Pauses pauses,
            Clock clock) {
        this.concurrently = concurrently;
        this.eventOf = eventOf;
        this.invocations = invocations;
        this.pauses = pauses;
        this.clock = clock;
    }

    /** Returns the deadline for the work of a counter: the given one, or a shorter one if the counter failed before. */
    public synchronized Deadline deadline(CounterId counter, Deadline deadline) {
        return failures.containsKey(counter) ? deadline.within(AGAIN) : deadline;
    }

    /**
     * Hands over the failed counters of a batch that failed before or have an old record.
     *
     * @return the counters that the stream must retry
     */
    public Set<CounterId> rest(StreamBatch batch, Set<CounterId> failed, Deadline deadline) {
        Map<CounterId, List<TableChange>> changes = batch.byCounter();
        record(changes.keySet(), failed);
        boolean isEachFailed = changes.size() == failed.size();
        Map<CounterId, JsonNode> events = changes.entrySet().stream()
                .filter(entry -> failed.contains(entry.getKey())
                        && isDue(entry.getKey(), entry.getValue().get(0)))
                .limit(isEachFailed ? 1 : changes.size())
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> eventOf.apply(entry.getKey())));
        Set<CounterId> unsent = concurrently.failures(events, invocations::send, deadline, StreamBatch::logFailure);
        Set<CounterId> rest = new HashSet<>(failed);
        rest.removeIf(counter -> events.containsKey(counter) && !unsent.contains(counter));
        events.keySet().stream()
                .filter(counter -> !unsent.contains(counter))
                .forEach(counter -> LOG.warnf("counter.handed-over counter=%s", counter));
        return rest;
    }

    /** Repeats the work of a counter that was handed over until it succeeds or the deadline is near. */
    public <T> T repeat(Supplier<T> work, Deadline deadline) {
        for (Duration pause = FIRST_PAUSE; ; pause = pause.multipliedBy(2)) {
            try {
                return work.get();
            } catch (StoreUnavailableException | IllegalStateException failed) {
                if (pause.compareTo(deadline.remaining()) >= 0) {
                    throw failed;
                }
                LOG.warnf("counter.tried-again reason=\"%s\"", failed.getMessage());
            }
            pause(pause);
        }
    }

    private void pause(Duration pause) {
        try {
            pauses.pause(pause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before another attempt", interrupted);
        }
    }

    private synchronized void record(Set<CounterId> all, Set<CounterId> failed) {
        if (!failures.isEmpty()) {
            all.stream().filter(counter -> !failed.contains(counter)).forEach(failures::remove);
        }
        failed.forEach(counter -> failures.merge(counter, 1, Integer::sum));
    }

    private synchronized boolean isDue(CounterId counter, TableChange first) {
        Instant old = clock.instant().minus(OLD);
        return failures.getOrDefault(counter, 0) >= FAILURES
                || first.createdAt().filter(old::isAfter).isPresent();
    }
}
