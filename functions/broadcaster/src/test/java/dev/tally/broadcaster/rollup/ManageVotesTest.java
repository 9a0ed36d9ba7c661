package dev.tally.broadcaster.rollup;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.Change;
import dev.tally.counter.CounterId;
import dev.tally.counter.InMemoryTallyStore;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.Vote;
import dev.tally.counter.Voter;
import dev.tally.counter.message.QueueMessage.OfShard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManageVotesTest {

    private static final CounterId LIKES = new CounterId("like~a");
    private static final CounterId CLAPS = new CounterId("clap~a");
    private static final Voter ANN = Voter.ofClient("ann-0123456789abcdef");
    private static final Voter BOB = Voter.ofClient("bob-0123456789abcdef");

    private final InMemoryTallyStore store = new InMemoryTallyStore();
    private final List<OfShard> sent = new ArrayList<>();
    private final ManageVotes manageVotes = new ManageVotes(store, store, sent::addAll, () -> idAt(NOW), "here");
    private long last;

    @Test
    void forget_countedVotes_areTakenBackFirstAndThenDeleted() {
        count(vote(LIKES, ANN, 1));
        count(vote(CLAPS, ANN, 0));
        count(vote(LIKES, BOB, 1));
        assertThat(manageVotes.forget(ANN)).hasToString("{\"deleted\":1,\"takenBack\":1,\"elsewhere\":0}");
        assertThat(store.ofVoter(ANN)).hasSize(1);
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).group())
                .isEqualTo(Shard.of(sent.get(0).change(), 16).group());
        count(sent.get(0).change());
        assertThat(manageVotes.forget(ANN)).hasToString("{\"deleted\":1,\"takenBack\":0,\"elsewhere\":0}");
        assertThat(store.ofVoter(ANN)).isEmpty();
        assertThat(store.ofVoter(BOB)).hasSize(1);
        assertThat(store.tallies(LIKES).stream()
                        .mapToLong(tally -> tally.total())
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void forget_votesOfAnotherRegion_stay() {
        count(vote(LIKES, ANN, 1));
        ManageVotes other = new ManageVotes(store, store, sent::addAll, () -> idAt(NOW), "there");
        assertThat(other.forget(ANN)).hasToString("{\"deleted\":0,\"takenBack\":0,\"elsewhere\":1}");
        assertThat(store.ofVoter(ANN)).hasSize(1);
        assertThat(sent).isEmpty();
    }

    @Test
    void export_afterAReset_hasTheValuesThatCount() {
        count(vote(LIKES, ANN, 1));
        assertThat(manageVotes.export(LIKES, Optional.empty()))
                .hasToString("{\"counter\":\"like~a\",\"votes\":[{\"voter\":\"" + ANN.value()
                        + "\",\"region\":\"here\",\"value\":1}],\"next\":null}");
        count(new Reset(idAt(NOW), LIKES, 16));
        assertThat(manageVotes.export(LIKES, Optional.empty()).toString()).contains("\"value\":0");
        assertThat(manageVotes.export(CLAPS, Optional.empty()).toString()).contains("\"votes\":[]");
    }

    private static Vote vote(CounterId counter, Voter voter, int value) {
        return Vote.of(idAt(NOW), counter, voter, value);
    }

    private void count(Change change) {
        Shard shard = Shard.of(change, 16);
        Set<Voter> voters = change instanceof Vote vote ? Set.of(vote.voter()) : Set.of();
        List<QueuedChange> batch = List.of(new QueuedChange(sequence(++last), change));
        TallyPlanner.plan(shard, QUEUE, batch, store.state(shard, QUEUE, voters), NOW)
                .increment()
                .ifPresent(increment -> store.add(increment, NOW));
    }
}
