package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClickIdsTest {

    private static final Clock CLOCK = Clock.fixed(Fixtures.NOW, ZoneOffset.UTC);
    private static final int MANY = 1000;

    @Test
    void next_copiesOfOneProcess_makeTheSameIdsUntilEachIsRenewed() {
        ClickIds one = copy();
        ClickIds other = copy();
        assertThat(one.next()).isEqualTo(other.next());
        one.renew(new Random(1));
        other.renew(new Random(2));
        assertThat(IntStream.range(0, MANY).mapToObj(any -> one.next()))
                .hasSize(MANY)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(
                        IntStream.range(0, MANY).mapToObj(any -> other.next()).toList());
    }

    /** Returns ids as in an environment that starts from a snapshot: always the same last id and random numbers. */
    private static ClickIds copy() {
        ClickIds ids = new ClickIds(CLOCK, new Random(0));
        ids.next();
        return ids;
    }
}
