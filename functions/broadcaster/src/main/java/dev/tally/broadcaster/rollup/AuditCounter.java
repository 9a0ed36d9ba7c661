package dev.tally.broadcaster.rollup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.Audit;
import dev.tally.counter.CounterId;
import dev.tally.counter.CounterKind;
import dev.tally.counter.HistoryStore;
import dev.tally.counter.Minutes;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyStore;
import dev.tally.counter.Total;
import dev.tally.counter.TotalStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** The comparison of a counter's shards, total and history, without any change to them. */
@Singleton
class AuditCounter {

    private final TallyStore tallies;
    private final TotalStore totals;
    private final HistoryStore history;
    private final Clock clock;

    AuditCounter(TallyStore tallies, TotalStore totals, HistoryStore history, Clock clock) {
        this.tallies = tallies;
        this.totals = totals;
        this.history = history;
        this.clock = clock;
    }

    ObjectNode audit(CounterId counter) {
        Instant now = clock.instant();
        // Reads the shards last. If the total has all their writes, no write came after the total. Then all three reads
        // are of the same moment.
        Total published = totals.find(counter).total();
        Minutes recorded =
                history.minutes(counter, Minutes.oldestKept(lastWritten(published, now)), Minutes.of(now) + 1);
        return json(new Audit(counter, tallies.shards(counter), published, recorded), now);
    }

    private static Instant lastWritten(Total published, Instant now) {
        Instant updatedAt = published.updatedAt();
        return updatedAt == null ? now : updatedAt;
    }

    private static ObjectNode json(Audit audit, Instant now) {
        Instant asOf = audit.published().asOf();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("counter", audit.counter().value());
        json.put("counted", audit.counted());
        audit.voters().named(CounterKind.of(audit.counter())).forEach(json::put);
        json.put("adjusted", audit.adjusted());
        json.put("reset", audit.reset().map(Instant::toString).orElse(null));
        json.put("published", audit.published().count());
        json.put("asOf", asOf == null ? null : asOf.toString());
        json.put("disagrees", audit.disagreement(now).orElse(null));
        ArrayNode shards = json.putArray("shards");
        audit.shards().forEach((name, tally) -> put(shards.addObject(), name, tally));
        return json;
    }

    private static void put(ObjectNode shard, String name, Tally tally) {
        shard.put("shard", name)
                .put("holds", tally.total())
                .put("writes", tally.writes())
                .put("writtenAt", tally.updatedAt().toString());
    }
}
