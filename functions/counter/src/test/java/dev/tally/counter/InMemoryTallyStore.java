package dev.tally.counter;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tallies and votes in memory, under the rules of {@link TallyStore} and {@link VoteStore}. */
public final class InMemoryTallyStore implements TallyStore, VoteStore, VoteSums {

    private static final String REGION = "here";

    private final Map<Shard, Tally> tallies = new HashMap<>();
    private final Map<Voter, Map<CounterId, CastVote>> votes = new HashMap<>();
    private final Map<Shard, Instant> held = new HashMap<>();

    @Override
    public synchronized Outcome add(Increment increment, Instant now) {
        Tally old = tallies.getOrDefault(increment.shard(), new Tally(0, 0, Map.of(), Minutes.NONE, now));
        SequenceNumber watermark = old.watermarks().get(increment.queue());
        ClickId generation = old.reset().map(Reset::id).orElse(null);
        if (isOutdated(increment, generation) || isHeld(increment, now)) {
            return new Outcome.Outdated();
        }
        boolean isCounted = watermark != null && !increment.first().isAfter(watermark);
        boolean isReset =
                increment.reset().filter(reset -> !reset.isAbove(generation)).isPresent();
        if (isCounted || isReset) {
            return new Outcome.Behind(watermark, generation);
        }
        tallies.put(increment.shard(), added(old, increment, now));
        increment.votes().votes().forEach((voter, vote) -> votes.computeIfAbsent(voter, any -> new HashMap<>())
                .put(increment.shard().counter(), vote));
        return new Outcome.Added();
    }

    private boolean isHeld(Increment increment, Instant now) {
        return !increment.votes().votes().isEmpty()
                && !held.getOrDefault(increment.shard(), Instant.MIN).isBefore(now);
    }

    @Override
    public synchronized Tally hold(Shard shard, Instant until) {
        held.put(shard, until);
        return find(shard).orElseThrow();
    }

    @Override
    public synchronized boolean replace(Shard shard, long writes, Sums sums, Instant now) {
        Tally old = tallies.getOrDefault(shard, new Tally(0, 0, Map.of(), Minutes.NONE, now));
        if (old.writes() != writes) {
            return false;
        }
        held.remove(shard);
        tallies.put(
                shard,
                new Tally(
                        sums.total(),
                        old.adjusted(),
                        writes + 1,
                        old.reset(),
                        old.watermarks(),
                        old.minutes(),
                        now,
                        old.load(),
                        sums.voters()));
        return true;
    }

    private boolean isOutdated(Increment increment, @Nullable ClickId generation) {
        VoteChanges changes = increment.votes();
        if (changes.votes().isEmpty()) {
            return false;
        }
        ShardState current =
                state(increment.shard(), increment.queue(), changes.votes().keySet());
        return !Objects.equals(changes.read().generation(), generation)
                || (current.watermark() != null && !increment.first().isAfter(current.watermark()))
                || changes.votes().keySet().stream()
                        .anyMatch(voter -> isOther(
                                changes.read().votes().get(voter),
                                current.votes().get(voter)));
    }

    private static boolean isOther(@Nullable CastVote read, @Nullable CastVote stored) {
        boolean isDeletedZero = stored == null && read != null && read.value() == 0;
        return !isDeletedZero && !Objects.equals(read, stored);
    }

    @Override
    public synchronized ShardState state(Shard shard, String queue, Set<Voter> voters) {
        Optional<Tally> tally = find(shard);
        Map<Voter, CastVote> stored = new HashMap<>();
        voters.forEach(voter -> stored.computeIfAbsent(
                voter, any -> votes.getOrDefault(voter, Map.of()).get(shard.counter())));
        return new ShardState(
                tally.map(found -> found.watermarks().get(queue)).orElse(null),
                tally.flatMap(Tally::reset).map(Reset::id).orElse(null),
                tally.map(Tally::minutes).orElse(Minutes.NONE),
                stored);
    }

    @Override
    public synchronized Map<CounterId, CastVote> find(Voter voter, Set<CounterId> counters) {
        Map<CounterId, CastVote> found = new HashMap<>(votes.getOrDefault(voter, Map.of()));
        found.keySet().retainAll(counters);
        return found;
    }

    @Override
    public synchronized List<Located> ofVoter(Voter voter) {
        return votes.getOrDefault(voter, Map.of()).entrySet().stream()
                .map(vote -> new Located(voter, vote.getKey(), REGION, vote.getValue()))
                .toList();
    }

    @Override
    public synchronized boolean deleteZero(Voter voter, CounterId counter) {
        Map<CounterId, CastVote> stored = votes.getOrDefault(voter, new HashMap<>());
        CastVote vote = stored.get(counter);
        if (vote != null && vote.value() != 0) {
            return false;
        }
        stored.remove(counter);
        return true;
    }

    @Override
    public synchronized Page ofCounter(CounterId counter, Optional<String> start) {
        return new Page(
                votes.keySet().stream()
                        .flatMap(voter -> ofVoter(voter).stream())
                        .filter(located -> located.counter().equals(counter))
                        .toList(),
                Optional.empty());
    }

    @Override
    public synchronized Optional<Tally> find(Shard shard) {
        return Optional.ofNullable(tallies.get(shard));
    }

    @Override
    public synchronized SortedMap<String, Tally> shards(CounterId counter) {
        SortedMap<String, Tally> shards = new TreeMap<>();
        tallies.forEach((shard, tally) -> {
            if (shard.counter().equals(counter)) {
                shards.put(shard.name(REGION), tally);
            }
        });
        return shards;
    }

    private static Tally added(Tally old, Increment increment, Instant now) {
        Map<String, SequenceNumber> watermarks = new HashMap<>(old.watermarks());
        watermarks.put(increment.queue(), increment.last());
        SortedMap<Long, Long> minutes =
                new TreeMap<>(old.minutes().plus(increment.minutes()).sums());
        minutes.headMap(Minutes.oldestKept(now)).clear();
        boolean isReset = increment.reset().isPresent();
        return new Tally(
                (isReset ? 0 : old.total()) + increment.sum(),
                (isReset ? 0 : old.adjusted()) + increment.adjusted(),
                old.writes() + 1,
                increment.reset().or(old::reset),
                watermarks,
                new Minutes(minutes),
                now,
                increment.load().after(old.load()),
                (isReset ? VoterCount.NONE : old.voters())
                        .plus(increment.votes().voters()));
    }
}
