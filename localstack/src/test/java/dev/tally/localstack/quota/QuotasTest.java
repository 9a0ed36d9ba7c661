package dev.tally.localstack.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class QuotasTest {

    private final ManualQuotas time = new ManualQuotas();

    @ParameterizedTest
    @EnumSource(names = "RESERVED_CONCURRENCY", mode = Mode.EXCLUDE)
    void file_anyQuota_hasANumberAndAPageOfAws(Quota quota) {
        QuotaFile.Entry entry = ManualQuotas.file().of(quota);

        assertThat(entry.value()).isPositive();
        assertThat(entry.source()).hasScheme("https").hasHost("docs.aws.amazon.com");
    }

    @Test
    void file_entries_areQuotasOfTheStack() {
        assertThat(Arrays.stream(Quota.values()).map(Quota::toString))
                .containsAll(ManualQuotas.file().quotas().keySet());
    }

    @Test
    void rate_ofASecond_isRefilledInASecond() {
        Rate rate = time.scaledBy(1).rate(Quota.CONNECTS_PER_SECOND);

        assertThat(admitted(rate)).isEqualTo(500);
        time.advance(Duration.ofMillis(100));
        assertThat(admitted(rate)).isEqualTo(50);
        time.advance(Duration.ofSeconds(10));
        assertThat(admitted(rate)).isEqualTo(500);
    }

    /** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: a bucket of 5,000 requests. */
    @Test
    void rate_withABurst_hasTheBucketOfAws() {
        Rate rate = time.scaledBy(1).rate(Quota.REQUESTS_PER_SECOND);

        assertThat(admitted(rate)).isEqualTo(5_000);
        time.advance(Duration.ofMillis(100));
        assertThat(admitted(rate)).isEqualTo(1_000);
    }

    @Test
    void rate_scaled_isAPartOfTheQuota() {
        assertThat(admitted(time.scaledBy(0.02).rate(Quota.WRITE_UNITS_PER_PARTITION_KEY)))
                .isEqualTo(20);
    }

    @Test
    void rate_belowOneASecond_admitsOneCallAfterAnother() {
        Rate rate = time.scaledBy(0.001).rate(Quota.CALLS_PER_GROUP);

        assertThat(admitted(rate)).isOne();
        time.advance(Duration.ofSeconds(3));
        assertThat(admitted(rate)).isZero();
        time.advance(Duration.ofSeconds(1));
        assertThat(admitted(rate)).isOne();
    }

    @Test
    void rate_takenIntoDebt_isPaidBeforeTheNextCall() {
        Rate rate = time.scaledBy(0.01).rate(Quota.WRITE_UNITS_PER_PARTITION_KEY);
        rate.take(25);

        time.advance(Duration.ofMillis(1_500));
        assertThat(rate.tryTake(1)).isFalse();
        time.advance(Duration.ofMillis(100));
        assertThat(rate.tryTake(1)).isTrue();
    }

    @Test
    void useUp_oneKey_rejectsItsUnitsUntilTheRuleEnds() {
        Quotas quotas = time.scaledBy(1);
        KeyedRates writes = quotas.rates(Quota.WRITE_UNITS_PER_PARTITION_KEY);
        KeyedRates reads = quotas.rates(Quota.READ_UNITS_PER_PARTITION_KEY);
        quotas.useUp((quota, key) -> quota == Quota.WRITE_UNITS_PER_PARTITION_KEY && key.equals("hot"));

        assertThat(writes.of("hot").tryTake(1)).isFalse();
        assertThat(writes.of("quiet").tryTake(1)).isTrue();
        assertThat(reads.of("hot").tryTake(1)).isTrue();

        quotas.useUp((quota, key) -> false);
        assertThat(admitted(writes.of("hot"))).isEqualTo(1_000);
    }

    @Test
    void useUp_rateOfTheAccount_rejectsItsUnits() {
        Quotas quotas = time.scaledBy(1);
        Rate requests = quotas.rate(Quota.REQUESTS_PER_SECOND);
        quotas.useUp((quota, subject) -> quota == Quota.REQUESTS_PER_SECOND && subject.equals("account"));

        assertThat(requests.tryTake(1)).isFalse();
    }

    @Test
    void count_scaled_isAtLeastOne() {
        assertThat(time.scaledBy(0.02).count(Quota.EXAMINED_MESSAGES)).isEqualTo(2_400);
        assertThat(time.scaledBy(1e-9).count(Quota.EXAMINED_MESSAGES)).isOne();
    }

    /** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: the maximum concurrency is 2 to 1000. */
    @Test
    void sourceConcurrency_scaled_isAtLeastTwo() {
        assertThat(time.scaledBy(0.5).sourceConcurrency(16)).isEqualTo(8);
        assertThat(time.scaledBy(0.02).sourceConcurrency(16)).isEqualTo(2);
        assertThat(time.scaledBy(4).sourceConcurrency(16)).isEqualTo(16);
    }

    @Test
    void reservedConcurrency_scaled_isAtLeastOne() {
        QuotaFile file = new QuotaFile(ManualQuotas.file().quotas(), Map.of("press", 200, "rollup", 1));

        assertThat(time.of(file, 0.1).reservedConcurrency()).isEqualTo(Map.of("press", 20, "rollup", 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void scale_notAboveZero_isRejected(double scale) {
        assertThatThrownBy(() -> time.scaledBy(scale)).hasMessageContaining("TALLY_QUOTAS_SCALE must be above 0");
    }

    private static int admitted(Rate rate) {
        int admitted = 0;
        while (rate.tryTake(1)) {
            admitted++;
        }
        return admitted;
    }
}
