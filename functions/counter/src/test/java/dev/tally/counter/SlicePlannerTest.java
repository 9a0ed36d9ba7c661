package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlicePlannerTest {

    @Test
    void slices_growWithTheViewersAndEndAtTheRate() {
        SlicePlanner planner = new SlicePlanner(500, 5000);
        assertThat(IntStream.of(0, 1, 500, 501, 2000, 2500, 10_000, 145_000).map(planner::slices))
                .containsExactly(1, 1, 1, 2, 4, 5, 5, 5);
    }

    @Test
    void slices_rateOfOneInvocation_areNeverMoreThanOne() {
        assertThat(new SlicePlanner(500, 1000).slices(50_000)).isEqualTo(1);
        assertThat(new SlicePlanner(500, 1).slices(50_000)).isEqualTo(1);
    }

    @Test
    void new_sliceWithoutViewers_namesTheSetting() {
        assertThatThrownBy(() -> new SlicePlanner(0, 1000)).hasMessage("TALLY_SLICE_SIZE must be 1 or more, not 0");
    }

    @Test
    void ranges_ofAnyNumber_haveEachViewerOnce() {
        Random random = new Random(22);
        for (int ranges = 1; ranges <= ViewerRange.HASHES; ranges++) {
            ConnectionId viewer = new ConnectionId("L0SM9c-_vHcCI" + random.nextInt(100_000) + "=");
            int number = ranges;
            assertThat(IntStream.range(0, ranges)
                            .filter(index -> ViewerRange.of(index, number).contains(viewer))
                            .count())
                    .isEqualTo(1);
        }
    }

    /** The ids of one second differ in few characters. */
    @Test
    void hash_similarIds_isSpread() {
        Map<Integer, Integer> viewers = new HashMap<>();
        for (int id = 0; id < 25_600; id++) {
            viewers.merge(ViewerRange.hash(new ConnectionId("L0SM9c-_" + id + "hcCIhw=")), 1, Integer::sum);
        }
        assertThat(viewers).hasSize(ViewerRange.HASHES);
        assertThat(viewers.values()).allSatisfy(number -> assertThat(number).isBetween(50, 200));
    }
}
