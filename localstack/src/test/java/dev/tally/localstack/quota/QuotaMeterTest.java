package dev.tally.localstack.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class QuotaMeterTest {

    private final ManualQuotas time = new ManualQuotas();
    private final QuotaMeter meter = time.scaledBy(1).meter();

    @Test
    void report_reachedQuotas_hasTheirCountsAndTheMeanLoad() {
        time.cpu(0.2);
        meter.reached(Quota.CALLS_PER_GROUP, "likes#1");
        time.advance(Duration.ofSeconds(3));
        meter.reached(Quota.CALLS_PER_GROUP, "likes#1");
        time.cpu(0.6);
        time.advance(Duration.ofSeconds(1));

        assertThat(meter.report()).hasToString("cpu=0.30 callsPerGroup=2");
    }

    @Test
    void report_machineIdle_isComparableForReachedQuotasOnly() {
        time.cpu(0.69);
        time.advance(Duration.ofSeconds(1));
        meter.reached(Quota.CALLS_PER_GROUP, "likes#1");

        assertThat(meter.report().isComparable(Quota.CALLS_PER_GROUP)).isTrue();
        assertThat(meter.report().isComparable(Quota.EXAMINED_MESSAGES)).isFalse();
    }

    @Test
    void report_machineBusy_isNotComparable() {
        time.cpu(0.7);
        time.advance(Duration.ofSeconds(1));
        meter.reached(Quota.CALLS_PER_GROUP, "likes#1");

        assertThat(meter.report().isComparable(Quota.CALLS_PER_GROUP)).isFalse();
    }

    @Test
    void restart_afterReachedQuotas_startsANewReport() {
        time.cpu(1);
        time.advance(Duration.ofSeconds(1));
        meter.reached(Quota.CALLS_PER_GROUP, "likes#1");
        meter.restart();
        time.cpu(0.1);
        time.advance(Duration.ofSeconds(1));

        assertThat(meter.report()).hasToString("cpu=0.10");
    }

    @Test
    void log_manyReachedQuotas_isOneLineASecond() {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(QuotaMeter.class.getName());
        log.addHandler(handler);
        try {
            for (int call = 0; call < 25; call++) {
                meter.reached(Quota.CALLS_PER_GROUP, "likes#1");
                time.advance(Duration.ofMillis(100));
            }
        } finally {
            log.removeHandler(handler);
        }

        assertThat(lines).hasSize(3).last().asString().contains("of=likes#1", "callsPerGroup=21");
    }
}
