package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.idAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VoteTest {

    private static final CounterId CLAPS = new CounterId("clap~a");
    private static final Voter VOTER = Voter.ofClient("voter-0123456789");

    @ParameterizedTest
    @CsvSource({
        "like~a, LIKE",
        "updown~a.b, UPDOWN",
        "clap~~, CLAP",
        "love~x, CLICKS",
        "like, CLICKS",
        "Like~a, CLICKS",
        "a~like~b, CLICKS",
        "likes, CLICKS",
    })
    void kind_startOfTheId_decides(String counter, CounterKind kind) {
        assertThat(CounterKind.of(new CounterId(counter))).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"like~", "updown~", "clap~"})
    void counterId_kindAlone_isRejectedWithTheRule(String text) {
        assertThatThrownBy(() -> new CounterId(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("counter id '" + text + "' must have a name after its kind, such as " + text + "article-1");
    }

    @Test
    void prefixes_all_areNamed() {
        assertThat(CounterKind.prefixes()).isEqualTo("like~, updown~ or clap~");
    }

    @ParameterizedTest
    @CsvSource({
        "like~a, -1, a whole number from 0 to 1",
        "like~a, 2, a whole number from 0 to 1",
        "updown~a, 2, a whole number from -1 to 1",
        "updown~a, -2, a whole number from -1 to 1",
        "clap~a, -1, a whole number from 0 to 1000",
        "clap~a, 1001, a whole number from 0 to 1000",
    })
    void new_valueOutsideTheKind_isRejectedWithTheRule(String counter, int value, String rule) {
        assertThatThrownBy(() -> Vote.of(idAt(NOW), new CounterId(counter), VOTER, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("value must be " + rule);
    }

    @Test
    void new_wrongKind_isRejected() {
        CounterId likes = new CounterId("like~a");
        assertThatThrownBy(() -> Vote.of(idAt(NOW), Fixtures.COUNTER, VOTER, 1)).hasMessageContaining("takes clicks");
        assertThatThrownBy(() -> new Click(idAt(NOW), likes, 1)).hasMessageContaining("takes votes");
        assertThatThrownBy(() -> new Adjustment(idAt(NOW), likes, 1)).hasMessageContaining("takes votes");
        assertThatThrownBy(() -> Vote.adding(idAt(NOW), likes, VOTER, 1, 50)).hasMessageContaining("claps only");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001})
    void adding_outOfBounds_isRejected(int add) {
        assertThatThrownBy(() -> Vote.adding(idAt(NOW), CLAPS, VOTER, add, 50)).hasMessageContaining("add must be");
    }

    @Test
    void after_addedClaps_areCappedAndNeverFewer() {
        assertThat(Vote.adding(idAt(NOW), CLAPS, VOTER, 3, 50).after(0)).isEqualTo(3);
        assertThat(Vote.adding(idAt(NOW), CLAPS, VOTER, 3, 50).after(48)).isEqualTo(50);
        assertThat(Vote.adding(idAt(NOW), CLAPS, VOTER, 3, 30).after(48)).isEqualTo(48);
        assertThat(Vote.of(idAt(NOW), CLAPS, VOTER, 2).after(48)).isEqualTo(2);
    }

    @Test
    void deduplicationId_twoVotersWithOneId_areTwo() {
        ClickId id = idAt(NOW);
        Vote one = Vote.of(id, CLAPS, VOTER, 1);
        Vote other = Vote.of(id, CLAPS, Voter.ofClient("another-0123456789"), 1);
        assertThat(one.deduplicationId())
                .startsWith(id.toString())
                .isNotEqualTo(other.deduplicationId())
                .isEqualTo(Vote.of(id, CLAPS, VOTER, 2).deduplicationId())
                .matches("[0-9a-f-]{53}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a-0123456789abcde",
                "a-" + "x",
                "b-0123456789abcdef",
                "t-0123456789abcdef",
                "a-0123456789abcd ef"
            })
    void voter_otherForm_isRejectedWithoutItsText(String text) {
        assertThatThrownBy(() -> new Voter(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("voter must be " + Voter.RULE);
    }

    @Test
    void voter_lengths_are16To64() {
        assertThat(Voter.ofClient("x".repeat(16)).value()).isEqualTo("a-" + "x".repeat(16));
        assertThat(Voter.ofClient("x".repeat(64)).value()).hasSize(66);
        assertThatThrownBy(() -> Voter.ofClient("x".repeat(15))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Voter.ofClient("x".repeat(65))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void voter_ofTokens_dependsOnIssuerAndSubjectAlone() {
        Voter voter = Voter.ofToken("https://issuer.example", "subject");
        assertThat(voter).isEqualTo(Voter.ofToken("https://issuer.example", "subject"));
        assertThat(voter).isNotEqualTo(Voter.ofToken("https://issuer.example/", "subject"));
        assertThat(voter).isNotEqualTo(Voter.ofToken("https://other.example", "subject"));
        assertThat(voter.value()).doesNotContain("subject");
    }

    @Test
    void toString_voter_isHidden() {
        Vote vote = Vote.of(idAt(NOW), CLAPS, VOTER, 1);
        assertThat(vote.toString() + VOTER).doesNotContain("0123456789");
    }

    @Test
    void shard_ofAVote_isOfItsVoterAndSpreads() {
        assertThat(Shard.of(Vote.of(idAt(NOW), CLAPS, VOTER, 1), 16))
                .isEqualTo(Shard.of(Vote.of(idAt(NOW.plusSeconds(9)), CLAPS, VOTER, 2), 16))
                // A change of this number would split the votes of a voter between two shards.
                .isEqualTo(new Shard(CLAPS, 2));
        Map<Integer, Long> voters = IntStream.range(0, 1600)
                .mapToObj(number -> Voter.ofClient("voter-0123456789-" + number).shard(16))
                .collect(Collectors.groupingBy(shard -> shard, Collectors.counting()));
        assertThat(voters).hasSize(16);
        assertThat(voters.values()).allMatch(number -> number > 50 && number < 160);
    }
}
