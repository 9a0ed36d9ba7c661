package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {

    @Property
    void group_anyShard_parsesBack(@ForAll @IntRange(max = Shard.MAX_COUNT - 1) int index) {
        Shard shard = new Shard(Fixtures.COUNTER, index);
        assertThat(Shard.ofGroup(shard.group())).contains(shard);
    }

    @Test
    void of_manyClicks_useEveryShardAndAlwaysTheSame() {
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            Click click = Fixtures.clickAt(Fixtures.NOW.plusMillis(i), 1);
            assertThat(Shard.of(click, 16)).isEqualTo(Shard.of(click, 16));
            used.add(Shard.of(click, 16).index());
        }
        assertThat(used).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "likes", "likes#", "#1", "likes#1000", "likes#-1", "likes#1#2", "posts#1", "a b#1"})
    void ofGroup_noShard_empty(String group) {
        assertThat(Shard.ofGroup(group)).isEmpty();
    }
}
