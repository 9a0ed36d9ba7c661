package dev.tally.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.Schedule;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PlanTest {

    @Property(tries = 200)
    void of_sameSeed_isTheSame(@ForAll long seed) {
        assertThat(Plan.of(seed)).isEqualTo(Plan.of(seed));
    }

    @Property(tries = 200)
    void of_anySeed_staysWithinItsTimeAndRules(@ForAll long seed) {
        Plan plan = Plan.of(seed);
        assertThat(plan.presses()).isNotEmpty().allSatisfy(press -> {
            assertThat(press.at()).isBetween(0, Plan.MILLIS);
            assertThat(press.region()).isBetween(0, Plan.REGIONS - 1);
            switch (press.kind()) {
                case CLICK -> assertThat(press.delta()).isNotZero().isBetween(-1000, 1000);
                case ADJUSTMENT -> assertThat(Math.abs(press.delta())).isGreaterThan(1000);
                case RESET -> assertThat(press.delta()).isZero();
                case VOTE -> assertThat(press.delta()).isBetween(-1, Plan.CLAPS);
                case ADDED_CLAPS -> assertThat(press.delta()).isBetween(1, Plan.CLAPS);
            }
        });
        assertThat(plan.shards()).hasSize(seed % 2 == 0 ? Schedule.MAX_ENTRIES : 0);
        assertThat(plan.shards()).allSatisfy(shards -> assertThat(shards).isBetween(1, Plan.MAX_SHARDS));
        for (int change = 1; change < plan.shards().size(); change++) {
            assertThat(plan.shards().get(change)).isNotEqualTo(plan.shards().get(change - 1));
        }
        assertThat(plan.presses()).extracting(Plan.Press::kind).contains(Ledger.Kind.values());
        assertThat(plan.injections()).doesNotHaveDuplicates().allSatisfy(injection -> {
            assertThat(injection.at() + injection.millis()).isBetween(0, Plan.MILLIS);
            assertThat(injection.function().isEmpty())
                    .isEqualTo(injection.kind().functions().isEmpty());
        });
    }

    @Test
    void of_aHundredSeeds_haveEachKindOftenEnough() {
        Map<FaultKind, Integer> planned = new EnumMap<>(FaultKind.class);
        LongStream.rangeClosed(1, 100)
                .mapToObj(Plan::of)
                .flatMap(plan -> plan.injections().stream())
                .forEach(injection -> planned.merge(injection.kind(), 1, Integer::sum));
        assertThat(planned).containsOnlyKeys(FaultKind.values());
        assertThat(planned.values()).allSatisfy(times -> assertThat(times).isGreaterThan(55));
    }
}
