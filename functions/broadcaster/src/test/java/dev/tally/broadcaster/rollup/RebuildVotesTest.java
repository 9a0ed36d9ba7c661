package dev.tally.broadcaster.rollup;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.Change;
import dev.tally.counter.CounterId;
import dev.tally.counter.InMemoryTallyStore;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.TallyStore.Outcome;
import dev.tally.counter.Vote;
import dev.tally.counter.VoteSums.Sums;
import dev.tally.counter.Voter;
import dev.tally.counter.VoterCount;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RebuildVotesTest {

    private static final CounterId COUNTER = new CounterId("updown~a");
    private static final Shard SHARD = new Shard(COUNTER, 0);
    private static final Sums WRONG = new Sums(9, new VoterCount(9, 0));

    private final InMemoryTallyStore store = new InMemoryTallyStore();
    private final RebuildVotes rebuildVotes = of("here");
    private int last;

    @Test
    void rebuild_damagedSums_areTheStoredVotes() {
        count(vote("ann", 1));
        count(vote("bob", -1));
        count(vote("cid", 1));
        damage();
        assertThat(finish(start())).isEqualTo("{\"counter\":\"updown~a\",\"rebuilt\":1,\"changed\":0,\"next\":null}");
        assertThat(tally().total()).isEqualTo(1);
        assertThat(tally().voters()).isEqualTo(new VoterCount(2, 1));
        assertThat(tally().writes()).isEqualTo(5);
    }

    @Test
    void rebuild_votesMeanwhile_waitAndCountAfterwards() {
        count(vote("ann", 1));
        damage();
        String state = start();
        assertThat(count(vote("bob", 1))).isInstanceOf(Outcome.Outdated.class);
        finish(state);
        assertThat(count(vote("bob", 1))).isInstanceOf(Outcome.Added.class);
        assertThat(tally().total()).isEqualTo(2);
    }

    @Test
    void rebuild_shardThatCountedMeanwhile_keepsItsSums() {
        count(vote("ann", 1));
        String state = start();
        count(new Reset(idAt(NOW), COUNTER, 1));
        assertThat(finish(state)).contains("\"rebuilt\":0,\"changed\":1");
        assertThat(tally().total()).isZero();
        assertThat(finish(start())).contains("\"rebuilt\":1,\"changed\":0");
        assertThat(tally().total()).isZero();
    }

    @Test
    void rebuild_votesOfAnotherRegion_areLeftOut() {
        count(vote("ann", 1));
        JsonNode answer = of("there").rebuild(COUNTER, Optional.empty());
        assertThat(of("there").rebuild(COUNTER, next(answer)).toString()).contains("\"rebuilt\":0,\"changed\":0");
        assertThat(tally().writes()).isEqualTo(1);
    }

    @Test
    void rebuild_brokenState_isRejected() {
        assertThatThrownBy(() -> rebuildVotes.rebuild(COUNTER, Optional.of("bm8")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("state");
    }

    private RebuildVotes of(String region) {
        return new RebuildVotes(store, store, store, Clock.fixed(NOW, ZoneOffset.UTC), region);
    }

    private String start() {
        return next(rebuildVotes.rebuild(COUNTER, Optional.empty())).orElseThrow();
    }

    private String finish(String state) {
        return rebuildVotes.rebuild(COUNTER, Optional.of(state)).toString();
    }

    private static Optional<String> next(JsonNode answer) {
        return Optional.ofNullable(answer.get("next").textValue());
    }

    private void damage() {
        assertThat(store.replace(SHARD, tally().writes(), WRONG, NOW)).isTrue();
    }

    private Tally tally() {
        return store.find(SHARD).orElseThrow();
    }

    private static Vote vote(String voter, int value) {
        return Vote.of(idAt(NOW), COUNTER, Voter.ofClient(voter + "-0123456789abcdef"), value);
    }

    private Outcome count(Change change) {
        Set<Voter> voters = change instanceof Vote vote ? Set.of(vote.voter()) : Set.of();
        List<QueuedChange> batch = List.of(new QueuedChange(sequence(++last), change));
        return TallyPlanner.plan(SHARD, QUEUE, batch, store.state(SHARD, QUEUE, voters), NOW)
                .increment()
                .map(increment -> store.add(increment, NOW))
                .orElseThrow();
    }
}
