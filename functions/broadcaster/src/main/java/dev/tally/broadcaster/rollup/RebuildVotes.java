package dev.tally.broadcaster.rollup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyStore;
import dev.tally.counter.VoteStore;
import dev.tally.counter.VoteStore.Located;
import dev.tally.counter.VoteSums;
import dev.tally.counter.VoteSums.Sums;
import dev.tally.counter.VoterCount;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rebuild of the sums of a region's shards from the stored votes of a counter. */
public final class RebuildVotes {

    // A restore may contain a part of a transaction, and then a shard's sum differs from its votes. The votes are
    // right, because each has the value of its voter.
    //
    // The list of the votes takes many calls, and votes arrive meanwhile. The first call therefore holds every shard:
    // the aggregator counts none of its votes, which wait in the queue. Each call extends the hold. The last one
    // replaces the sums on the condition that the shard has no more writes than at the first call. Every write of a
    // vote is in a transaction with its shard, so no vote changed meanwhile. A hold that ran out, or a reset, fails the
    // condition, and the rebuild starts again. A transaction that began before the hold may still be writing votes
    // after its shard. So the caller waits between the first call and the second.

    private static final Duration HOLD = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * A shard and the sums of its votes so far.
     *
     * @param writes its number of writes at the start
     * @param generation its generation at the start, null if it had no reset
     */
    private record Part(long writes, @Nullable ClickId generation, Sums sums) {

        static final Part NEW = new Part(0, null, Sums.NONE);

        static Part of(Tally tally) {
            return new Part(tally.writes(), tally.reset().map(Reset::id).orElse(null), Sums.NONE);
        }

        Part plus(Located located) {
            return new Part(writes, generation, sums.plus(located.vote().valueIn(generation)));
        }
    }

    private final VoteStore votes;
    private final VoteSums sums;
    private final TallyStore tallies;
    private final Clock clock;
    private final String region;

    public RebuildVotes(VoteStore votes, VoteSums sums, TallyStore tallies, Clock clock, String region) {
        this.votes = votes;
        this.sums = sums;
        this.tallies = tallies;
        this.clock = clock;
        this.region = region;
    }

    /**
     * Does a part of the rebuild.
     *
     * @param state of the part before, empty for the first part, which only holds the shards
     * @return the state for the next part in {@code next}, null after the last one; then also the number of shards that
     *     are rebuilt, and of those that counted meanwhile
     */
    ObjectNode rebuild(CounterId counter, Optional<String> state) {
        Instant until = clock.instant().plus(HOLD);
        SortedMap<Integer, Part> parts = new TreeMap<>();
        if (state.isEmpty()) {
            tallies.shards(counter).keySet().forEach(name -> Shard.ofName(counter, name, region)
                    .ifPresent(shard -> parts.put(shard.index(), Part.of(sums.hold(shard, until)))));
            return unfinished(counter, Optional.empty(), parts);
        }
        JsonNode saved = read(state.get());
        saved.get("parts")
                .properties()
                .forEach(part -> parts.put(Integer.valueOf(part.getKey()), part(part.getValue())));
        parts.forEach((index, part) -> {
            if (part.writes() > 0) {
                sums.hold(new Shard(counter, index), until);
            }
        });
        VoteStore.Page page =
                votes.ofCounter(counter, Optional.ofNullable(saved.get("start").textValue()));
        page.votes().stream()
                .filter(located -> located.region().equals(region))
                .forEach(located -> parts.put(
                        located.vote().shard(),
                        parts.getOrDefault(located.vote().shard(), Part.NEW).plus(located)));
        return page.next().isPresent() ? unfinished(counter, page.next(), parts) : finished(counter, parts);
    }

    private ObjectNode finished(CounterId counter, SortedMap<Integer, Part> parts) {
        long rebuilt = parts.entrySet().stream()
                .filter(part -> sums.replace(
                        new Shard(counter, part.getKey()),
                        part.getValue().writes(),
                        part.getValue().sums(),
                        clock.instant()))
                .count();
        return JsonNodeFactory.instance
                .objectNode()
                .put("counter", counter.value())
                .put("rebuilt", rebuilt)
                .put("changed", parts.size() - rebuilt)
                .putNull("next");
    }

    private static ObjectNode unfinished(CounterId counter, Optional<String> start, SortedMap<Integer, Part> parts) {
        ObjectNode state = JsonNodeFactory.instance.objectNode().put("start", start.orElse(null));
        ObjectNode saved = state.putObject("parts");
        parts.forEach((index, part) -> saved.putObject(String.valueOf(index))
                .put("writes", part.writes())
                .put(
                        "generation",
                        part.generation() == null ? null : part.generation().toString())
                .put("total", part.sums().total())
                .put("up", part.sums().voters().up())
                .put("down", part.sums().voters().down()));
        return JsonNodeFactory.instance
                .objectNode()
                .put("counter", counter.value())
                .put(
                        "next",
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(state.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static Part part(JsonNode saved) {
        String generation = saved.get("generation").textValue();
        return new Part(
                saved.get("writes").asLong(),
                generation == null ? null : ClickId.parse(generation),
                new Sums(
                        saved.get("total").asLong(),
                        new VoterCount(
                                saved.get("up").asLong(), saved.get("down").asLong())));
    }

    private static JsonNode read(String state) {
        try {
            return JSON.readTree(new String(Base64.getUrlDecoder().decode(state), StandardCharsets.UTF_8));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("state must be the next of an earlier answer", broken);
        }
    }
}
