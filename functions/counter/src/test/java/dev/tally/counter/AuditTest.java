package dev.tally.counter;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AuditTest {

    private static final long MINUTE = Minutes.of(NOW);
    private static final Instant LATER = NOW.plus(Audit.SETTLING_TIME).plusSeconds(1);

    private final Tally one = tally(5, 2, NOW.minusSeconds(9));
    private final Tally other = tally(3, 1, NOW);
    private final Total total = total(Map.of("r#0", one, "r#1", other));

    @Test
    void disagreement_allAgree_isNone() {
        assertThat(audit(other, total, total.minutes()).disagreement(LATER)).isEmpty();
        assertThat(audit(other, total, total.minutes()).counted()).isEqualTo(8);
    }

    @Test
    void disagreement_shardThatTheTotalLacks_isNamedOnceItIsLate() {
        Tally written = tally(4, 2, NOW.plusSeconds(5));
        Audit audit = audit(written, total, total.minutes());
        assertThat(audit.disagreement(NOW.plusSeconds(6))).isEmpty();
        assertThat(audit.disagreement(LATER.plusSeconds(5))).hasValueSatisfying(reason -> assertThat(reason)
                .contains("shard r#1", "written at " + NOW.plusSeconds(5)));
    }

    @Test
    void disagreement_shardWithMoreThanItsWrites_isNamed() {
        Tally forged = tally(-10_001, 1, NOW);
        assertThat(audit(forged, total(Map.of("r#0", one, "r#1", forged)), total.minutes())
                        .disagreement(LATER))
                .hasValueSatisfying(reason -> assertThat(reason).contains("shard r#1", "-10001", "1 writes", "repair"));
    }

    @Test
    void disagreement_adjustedShard_isNone() {
        Tally adjusted = new Tally(
                1_000_003,
                1_000_000,
                2,
                Optional.empty(),
                Map.of(),
                new Minutes(new TreeMap<>(Map.of(MINUTE, 3L))),
                NOW);
        Total sum = total(Map.of("r#0", one, "r#1", adjusted));
        Audit audit = audit(adjusted, sum, sum.minutes());
        assertThat(audit.disagreement(LATER)).isEmpty();
        assertThat(audit.adjusted()).isEqualTo(1_000_000);
    }

    @Test
    void counted_shardThatLacksTheReset_isNotCounted() {
        Reset reset = new Reset(Fixtures.idAt(NOW), COUNTER, 2);
        Tally done = new Tally(2, 0, 3, Optional.of(reset), Map.of(), Minutes.NONE, NOW);
        Audit audit = audit(done, Total.zero(COUNTER, EPOCH), Minutes.NONE);
        assertThat(audit.counted()).isEqualTo(2);
        assertThat(audit.reset()).contains(NOW);
    }

    @Test
    void disagreement_totalIsNotTheSum_namesBoth() {
        Tally forged = tally(4, 1, NOW);
        assertThat(audit(forged, total, total.minutes()).disagreement(LATER))
                .hasValue("the total is 8, but the shards sum to 9 after the same 3 writes: rebuild the total");
    }

    @Test
    void disagreement_shardsWithFewerWritesThanTheTotal_isNamed() {
        assertThat(audit(tally(0, 0, NOW), total, total.minutes()).disagreement(LATER))
                .hasValueSatisfying(reason -> assertThat(reason).contains("version 3", "only 2 writes"));
    }

    @Test
    void disagreement_minuteMissingInTheHistory_isNamedOnceItIsLate() {
        assertThat(audit(other, total, Minutes.NONE).disagreement(NOW.plusSeconds(2)))
                .isEmpty();
        assertThat(audit(other, total, Minutes.NONE).disagreement(LATER.plusSeconds(1)))
                .hasValue("the minute 2026-11-22T10:00:00Z has the sum 8 in the total, but 0 in the history:"
                        + " rebuild the total");
    }

    @Test
    void disagreement_votes_areThoseThatTheSumAllows() {
        assertThat(ofVotes("like~a", 3, new VoterCount(3, 0))).isEmpty();
        assertThat(ofVotes("updown~a", -1, new VoterCount(3, 4))).isEmpty();
        assertThat(ofVotes("clap~a", 90, new VoterCount(3, 0))).isEmpty();
        assertThat(ofVotes("like~a", 4, new VoterCount(3, 0)))
                .hasValue("shard r#0 has the sum 4, which 3 voters up and 0 voters down cannot give:"
                        + " its item was edited by hand, or restored in part");
        assertThat(ofVotes("updown~a", 1, new VoterCount(3, 4))).isPresent();
        assertThat(ofVotes("clap~a", 2, new VoterCount(3, 0))).isPresent();
    }

    @Test
    void disagreement_otherVotersInTheTotal_isNamed() {
        CounterId counter = new CounterId("clap~a");
        Tally shard = tally(9, new VoterCount(3, 0));
        Total published =
                Total.sum(counter, EPOCH, QUEUE, Map.of("r#0", tally(9, new VoterCount(2, 0))), NOW.plusSeconds(1));
        assertThat(new Audit(counter, new TreeMap<>(Map.of("r#0", shard)), published, Minutes.NONE).disagreement(NOW))
                .hasValue("the total has other numbers of voters than the shards: rebuild the total");
    }

    private static Optional<String> ofVotes(String id, long sum, VoterCount voters) {
        CounterId counter = new CounterId(id);
        Map<String, Tally> shards = Map.of("r#0", tally(sum, voters));
        Total published = Total.sum(counter, EPOCH, QUEUE, shards, NOW.plusSeconds(1));
        return new Audit(counter, new TreeMap<>(shards), published, Minutes.NONE).disagreement(NOW);
    }

    private static Tally tally(long sum, VoterCount voters) {
        return new Tally(sum, 0, 1, Optional.empty(), Map.of(), Minutes.NONE, NOW, ShardLoad.NONE, voters);
    }

    @Test
    void disagreement_neverClicked_isNone() {
        Audit audit = new Audit(COUNTER, new TreeMap<>(), Total.zero(COUNTER, EPOCH), Minutes.NONE);
        assertThat(audit.disagreement(NOW)).isEmpty();
    }

    private Audit audit(Tally second, Total published, Minutes history) {
        return new Audit(COUNTER, new TreeMap<>(Map.of("r#0", one, "r#1", second)), published, history);
    }

    private static Total total(Map<String, Tally> shards) {
        return Total.sum(COUNTER, EPOCH, QUEUE, shards, NOW.plusSeconds(1));
    }

    private static Tally tally(long total, long writes, Instant updatedAt) {
        return new Tally(total, writes, Map.of(), new Minutes(new TreeMap<>(Map.of(MINUTE, total))), updatedAt);
    }
}
