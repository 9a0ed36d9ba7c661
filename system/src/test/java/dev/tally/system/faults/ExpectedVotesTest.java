package dev.tally.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.counter.Change;
import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Reset;
import dev.tally.counter.Vote;
import dev.tally.counter.Voter;
import dev.tally.counter.VoterCount;
import dev.tally.system.faults.Ledger.Answer;
import dev.tally.system.faults.Ledger.Entry;
import dev.tally.system.faults.Ledger.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpectedVotesTest {

    private static final CounterId CLAPS = new CounterId("clap~a");
    private static final int ANN = 0;
    private static final int BOB = 1;

    private final QueueOrder order = new QueueOrder();
    private final List<Entry> votes = new ArrayList<>();

    @Test
    void of_severalVotes_isTheLastOfTheGroup() {
        vote(1, ANN, 3, 20, Answer.ACCEPTED);
        vote(2, ANN, 1, 10, Answer.ACCEPTED);
        vote(3, BOB, 0, 30, Answer.UNKNOWN);
        ExpectedVotes expected = expected();
        assertThat(expected.values()).isEqualTo(Map.of(ANN, 3, BOB, 0));
        assertThat(expected.sum()).isEqualTo(3);
        assertThat(expected.changes()).isEqualTo(3);
        assertThat(expected.voters()).isEqualTo(new VoterCount(1, 0));
    }

    @Test
    void of_addedClaps_sumsThemUpToTheMost() {
        vote(1, ANN, 4, 1, Answer.ACCEPTED);
        add(2, ANN, 2, 2);
        add(3, BOB, 2, 3);
        assertThat(expected().values()).isEqualTo(Map.of(ANN, Plan.CLAPS, BOB, 2));
    }

    @Test
    void of_voteWithoutAnAnswer_countsIfAGroupReceivedIt() {
        vote(1, ANN, 4, 1, Answer.UNKNOWN);
        votes.add(new Entry(Kind.VOTE, 0, id(2), BOB, 3, Answer.UNKNOWN));
        assertThat(expected().values()).isEqualTo(Map.of(ANN, 4));
    }

    @Test
    void of_acceptedVoteThatNoGroupReceived_fails() {
        votes.add(new Entry(Kind.VOTE, 0, id(1), ANN, 3, Answer.ACCEPTED));
        assertThatThrownBy(this::expected).isInstanceOf(AssertionError.class).hasMessageContaining("the count is");
    }

    @Test
    void of_rejectedVoteThatAGroupReceived_isIgnored() {
        vote(1, ANN, 4, 1, Answer.REJECTED);
        assertThat(expected().values()).isEmpty();
    }

    @Test
    void of_reset_earlierVotesAreZeroAndKeepTheirHistory() {
        vote(1, ANN, 4, 1, Answer.ACCEPTED);
        vote(2, BOB, 2, 2, Answer.ACCEPTED);
        reset(4, 3);
        reset(3, 4);
        vote(5, BOB, 5, 5, Answer.ACCEPTED);
        ExpectedVotes expected = expected();
        assertThat(expected.values()).isEqualTo(Map.of(ANN, 0, BOB, 5));
        assertThat(expected.changes()).isEqualTo(11);
    }

    @Test
    void of_resetThatOneGroupReceived_otherGroupsAreZero() {
        vote(1, ANN, 4, 1, Answer.ACCEPTED);
        deliver("clap~a#1", new Reset(id(2), CLAPS, 2), 1);
        assertThat(expected().values()).isEqualTo(Map.of(ANN, 0));
    }

    private ExpectedVotes expected() {
        return ExpectedVotes.of(CLAPS, votes, order);
    }

    private void vote(int id, int voter, int value, int sequence, Answer answer) {
        votes.add(new Entry(Kind.VOTE, 0, id(id), voter, value, answer));
        deliver("clap~a#0", Vote.of(id(id), CLAPS, voter(voter), value), sequence);
    }

    private void add(int id, int voter, int claps, int sequence) {
        votes.add(new Entry(Kind.ADDED_CLAPS, 0, id(id), voter, claps, Answer.ACCEPTED));
        deliver("clap~a#0", Vote.adding(id(id), CLAPS, voter(voter), claps, Plan.CLAPS), sequence);
    }

    private void reset(int id, int sequence) {
        deliver("clap~a#0", new Reset(id(id), CLAPS, 2), sequence);
    }

    private void deliver(String group, Change change, int sequence) {
        order.delivered(QueueOrderTest.batch(group, change, sequence));
    }

    private static Voter voter(int index) {
        return Voter.ofClient(VoteCheck.voter(index));
    }

    private static ClickId id(int number) {
        return QueueOrderTest.id(number);
    }
}
