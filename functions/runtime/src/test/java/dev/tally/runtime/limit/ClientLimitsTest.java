package dev.tally.runtime.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientLimitsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final ClientLimits limits = limits(1000);

    @Test
    void take_moreThanTheBurst_isRejectedUntilATokenIsAvailable() {
        assertThat(IntStream.range(0, 5)).allMatch(any -> limits.take("a").granted());
        Verdict rejected = limits.take("a");
        assertThat(rejected.granted()).isFalse();
        assertThat(rejected.left()).isZero();
        assertThat(rejected.retryAfter()).isEqualTo(Duration.ofMillis(500));
        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        assertThat(limits.take("a").granted()).isTrue();
        assertThat(limits.take("a").granted()).isFalse();
    }

    @Test
    void take_afterARest_hasTheBurstAndNoMore() {
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        Verdict first = limits.take("a");
        assertThat(first.left()).isEqualTo(4);
        assertThat(first.full()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void take_anotherClient_hasItsOwnBucket() {
        assertThat(IntStream.range(0, 6)).anyMatch(any -> !limits.take("a").granted());
        assertThat(limits.take("b").granted()).isTrue();
    }

    @Test
    void take_manyClients_areNotAllTracked() {
        ClientLimits few = limits(10);
        IntStream.range(0, 10_000).forEach(client -> few.take("client " + client));
        assertThat(few.tracked()).isEqualTo(10);
    }

    @Test
    void take_floodOfAddresses_doesNotFreeAClientThatKeepsComing() {
        ClientLimits few = limits(100);
        assertThat(IntStream.range(0, 6)).anyMatch(any -> !few.take("busy").granted());
        long granted = IntStream.range(0, 10_000)
                .filter(address -> {
                    few.take("flood " + address);
                    return few.take("busy").granted();
                })
                .count();
        assertThat(granted).isZero();
    }

    @Test
    void reset_usedUpBucket_isFullAgain() {
        IntStream.range(0, 6).forEach(any -> limits.take("a"));
        limits.reset();
        assertThat(limits.take("a").left()).isEqualTo(4);
    }

    @Test
    void fill_fractionOfANanosecond_isRoundedUp() {
        assertThat(new Rate(3, 1).fill()).isEqualTo(Duration.ofNanos(333_333_334));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            -1      | 1 | TALLY_X_PER_SECOND must be 1 to 1000000, or 0 for no limit, not -1
            1000001 | 1 | TALLY_X_PER_SECOND must be 1 to 1000000, or 0 for no limit, not 1000001
            0       | 0 | TALLY_X_BURST must be 1 to 1000000, not 0
            """)
    void of_outOfBounds_namesTheSetting(int perSecond, int burst, String message) {
        assertThatThrownBy(() -> Rate.of("TALLY_X", perSecond, burst))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private ClientLimits limits(int tracked) {
        return new ClientLimits(new Rate(2, 5), tracked, nanos::get);
    }
}
