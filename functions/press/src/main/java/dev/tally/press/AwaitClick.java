package dev.tally.press;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.tally.counter.Coverage;
import dev.tally.counter.Epoch;
import dev.tally.counter.QueueName;
import dev.tally.counter.Receipt;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.TallyStore;
import dev.tally.counter.Total;
import dev.tally.counter.UnreadableItemException;
import dev.tally.runtime.Pauses;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The wait for a click to be counted. Only waiting requests read the shards. */
@Singleton
class AwaitClick {

    private static final Logger LOG = Logger.getLogger(AwaitClick.class);

    /** A click is rarely counted sooner. Each later pause is twice as long. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(640);

    private final TallyStore tallies;
    private final Clock clock;
    private final Ticker ticker;
    private final Pauses pauses;
    private final Epoch epoch;
    private final String queue;

    AwaitClick(TallyStore tallies, PressSettings settings, Clock clock, Ticker ticker, Pauses pauses) {
        this.tallies = tallies;
        this.clock = clock;
        this.ticker = ticker;
        this.pauses = pauses;
        this.epoch = new Epoch(settings.epoch());
        this.queue = QueueName.of(settings.queueUrl());
    }

    /** Returns the receipt of a click that the queue has. */
    Receipt receipt(Shard shard, SequenceNumber sequence) {
        return new Receipt(epoch, shard.name(epoch.region()), sequence);
    }

    /**
     * Waits for a click that was just accepted. The first read is after a pause.
     *
     * @param lastCall the time by the ticker after which no read may begin
     * @return the sum of the shards, which includes the click; empty if it is not counted in time or cannot be read
     */
    Optional<Total> afterAccept(Shard shard, SequenceNumber sequence, Duration wait, long lastCall) {
        try {
            long end = end(wait, lastCall);
            return pause(FIRST_PAUSE, end)
                    ? await(shard, sequence, end, lastCall, FIRST_PAUSE.multipliedBy(2))
                    : Optional.empty();
        } catch (StoreUnavailableException | UnreadableItemException failed) {
            // The queue has the click, so the answer must not be a failure.
            LOG.errorf("wait.failed counter=%s reason=\"%s\"", shard.counter(), failed.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Waits for a click of an earlier answer. The first read is at once.
     *
     * @param lastCall the time by the ticker after which no read may begin
     * @return the sum of the shards, which includes the click; empty if it is not counted in time
     */
    Optional<Total> ofReceipt(Shard shard, SequenceNumber sequence, Duration wait, long lastCall) {
        return await(shard, sequence, end(wait, lastCall), lastCall, FIRST_PAUSE);
    }

    private long end(Duration wait, long lastCall) {
        long now = ticker.read();
        return now + Math.min(wait.toNanos(), lastCall - now);
    }

    private Optional<Total> await(Shard shard, SequenceNumber sequence, long end, long lastCall, Duration firstPause) {
        Duration pause = firstPause;
        while (lastCall - ticker.read() >= 0) {
            Coverage coverage = Coverage.of(tallies.find(shard), queue, sequence, clock.instant());
            if (coverage == Coverage.COUNTED) {
                // The read of the shard may have taken long.
                return lastCall - ticker.read() >= 0 ? Optional.of(sum(shard)) : Optional.empty();
            }
            if (coverage == Coverage.LAGGING || !pause(pause, end)) {
                return Optional.empty();
            }
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
        }
        return Optional.empty();
    }

    private Total sum(Shard shard) {
        Instant asOf = clock.instant();
        return Total.sum(shard.counter(), epoch, queue, tallies.shards(shard.counter()), asOf);
    }

    /** Pauses, and returns whether the pause was within the wait. The last pause is shortened to the end of the wait. */
    private boolean pause(Duration pause, long end) {
        long left = end - ticker.read();
        if (left <= 0) {
            return false;
        }
        try {
            pauses.pause(Duration.ofNanos(Math.min(left, pause.toNanos())));
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
