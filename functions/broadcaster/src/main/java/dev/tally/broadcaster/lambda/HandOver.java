package dev.tally.broadcaster.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.function.LongSupplier;
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
    // The further records of that counter are acknowledged as well, and need no invocation each: the first one reads
    // the state again when the time for them is over. If it fails until then, its retry by Lambda reads the state
    // later. Before, a counter that failed with every batch had up to 90 invocations at once. Environments do not share
    // these times. So each environment with records of the counter causes at most one invocation in 10 s. The clock
    // that is first ends that time: the machine's may be set back, and the monotonic one may stop in a frozen
    // environment.
    //
    // Environments do not share their numbers of failures. The age of a record decides if many environments take turns.

    private static final Logger LOG = Logger.getLogger(HandOver.class);
    private static final int FAILURES = 2;
    private static final Duration OLD = Duration.ofSeconds(30);

    /** The time for the work of a counter that failed before. A counter that stays slow must not delay the others. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** The most time after a hand-over for which the invocation stands for further records. */
    public static final Duration COVERED = Duration.ofSeconds(10);

    /** The rest of an invocation for its last work. */
    private static final Duration LAST_WORK = Duration.ofSeconds(4);

    /** The difference between the clocks of two environments. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(1);

    /** The field of an event with the epoch millisecond at which the invocation reads the state again. */
    private static final String AGAIN_AT = "againAt";

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int MAX_TRACKED = 10_000;

    /** The failures of each counter since its last success. */
    private final Map<CounterId, Integer> failures = new Tracked<>();

    /** The time in which the last invocation of each counter stands for its records. */
    private final Map<CounterId, Cover> covers = new Tracked<>();

    private final Concurrently concurrently;
    private final Function<CounterId, ObjectNode> eventOf;
    private final AsyncInvocations invocations;
    private final Pauses pauses;
    private final Clock clock;
    private final LongSupplier nanos;

    /** @param eventOf the event of the invocation for a counter */
    public HandOver(
            Concurrently concurrently,
            Function<CounterId, ObjectNode> eventOf,
            AsyncInvocations invocations,
            Pauses pauses,
            Clock clock,
            LongSupplier nanos) {
        this.concurrently = concurrently;
        this.eventOf = eventOf;
        this.invocations = invocations;
        this.pauses = pauses;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Returns the deadline for the work of a counter: the given one, or a shorter one if the counter failed before. */
    public synchronized Deadline deadline(CounterId counter, Deadline deadline) {
        return failures.containsKey(counter) ? deadline.within(AGAIN) : deadline;
    }

    /**
     * Hands over the failed counters of a batch that failed before or have an old record. A counter with a running
     * invocation needs no further one.
     *
     * @return the counters that the stream must retry
     */
    public Set<CounterId> rest(StreamBatch batch, Set<CounterId> failed, Deadline deadline) {
        Map<CounterId, List<TableChange>> changes = batch.byCounter();
        record(changes.keySet(), failed);
        boolean isEachFailed = changes.size() == failed.size();
        Instant now = clock.instant();
        Cover cover = new Cover(now, nanos.getAsLong(), covered(deadline));
        Set<CounterId> rest = new HashSet<>(failed);
        rest.removeIf(counter -> isCovered(counter, now));
        Map<CounterId, JsonNode> events = changes.entrySet().stream()
                .filter(entry -> rest.contains(entry.getKey())
                        && isDue(entry.getKey(), entry.getValue().get(0)))
                .limit(isEachFailed ? 1 : changes.size())
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> event(entry.getKey(), cover)));
        Set<CounterId> unsent = concurrently.failures(events, invocations::send, deadline, StreamBatch::logFailure);
        rest.removeIf(counter -> events.containsKey(counter) && !unsent.contains(counter));
        events.keySet().stream()
                .filter(counter -> !unsent.contains(counter))
                .forEach(counter -> handedOver(counter, cover));
        return rest;
    }

    /**
     * Repeats the work of a counter that was handed over until it succeeds or the deadline is near. After a success it
     * works again at the time in the event, for the records that were acknowledged meanwhile.
     */
    public <T> T repeat(JsonNode event, Supplier<T> work, Deadline deadline) {
        Instant againAt = Instant.ofEpochMilli(event.path(AGAIN_AT).asLong());
        Duration early = Duration.between(clock.instant(), againAt);
        T done = repeat(work, deadline);
        if (early.isNegative() || early.isZero()) {
            return done;
        }
        Duration rest = Duration.between(clock.instant(), againAt);
        if (rest.compareTo(deadline.remaining()) >= 0) {
            throw new IllegalStateException(
                    "the invocation ends before " + againAt + ", when it must work again: Lambda retries it");
        }
        if (!rest.isNegative()) {
            pause(rest);
        }
        return repeat(work, deadline);
    }

    private <T> T repeat(Supplier<T> work, Deadline deadline) {
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

    /** Returns the time for which an invocation can stand for further records. It runs as long as this one. */
    private static Duration covered(Deadline deadline) {
        Duration spare = deadline.remaining().minus(LAST_WORK);
        return spare.isNegative() ? Duration.ZERO : spare.compareTo(COVERED) < 0 ? spare : COVERED;
    }

    private JsonNode event(CounterId counter, Cover cover) {
        ObjectNode event = eventOf.apply(counter);
        return cover.length().isZero()
                ? event
                : event.put(AGAIN_AT, cover.end().plus(CLOCK_DIFFERENCE).toEpochMilli());
    }

    private synchronized void handedOver(CounterId counter, Cover cover) {
        covers.put(counter, cover);
        LOG.warnf("counter.handed-over counter=%s", counter);
    }

    private synchronized boolean isCovered(CounterId counter, Instant now) {
        Cover cover = covers.get(counter);
        return cover != null
                && now.isBefore(cover.end())
                && nanos.getAsLong() - cover.startNanos() < cover.length().toNanos();
    }

    private synchronized boolean isDue(CounterId counter, TableChange first) {
        Instant old = clock.instant().minus(OLD);
        return failures.getOrDefault(counter, 0) >= FAILURES
                || first.createdAt().filter(old::isAfter).isPresent();
    }

    /**
     * The time in which an invocation stands for further records.
     *
     * @param startNanos the start by the monotonic clock
     */
    private record Cover(Instant start, long startNanos, Duration length) {

        Instant end() {
            return start.plus(length);
        }
    }

    /** Values of the counters that were used last. */
    private static final class Tracked<V> extends LinkedHashMap<CounterId, V> {

        private static final long serialVersionUID = 1L;

        Tracked() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<CounterId, V> eldest) {
            return size() > MAX_TRACKED;
        }
    }
}
