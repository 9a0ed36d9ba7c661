package dev.tally.localstack.sources.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.sources.Backoff;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class LaneTest {

    private static final int MEGABYTE = 1024 * 1024;

    private final Lane lane = new Lane(100, new Backoff(Duration.ZERO, Duration.ZERO));

    @Test
    void begin_moreThanSixMegabytes_areSplit() {
        for (int i = 0; i < 4; i++) {
            lane.add(sized(2 * MEGABYTE));
        }

        assertThat(next()).hasSize(2);
        assertThat(next()).hasSize(2);
        assertThat(lane.begin(true)).isNull();
    }

    @Test
    void begin_oneRecordOverTheLimit_goesAlone() {
        lane.add(sized(7 * MEGABYTE));
        lane.add(sized(1));

        assertThat(next()).hasSize(1);
        assertThat(next()).hasSize(1);
    }

    @Test
    void begin_noNewBatchAllowed_restOfTheBatchGoesOn() {
        lane.add(sized(1));
        lane.add(sized(1));
        Attempt first = Objects.requireNonNull(lane.begin(true));
        lane.add(sized(1));
        lane.end(first.halves());

        assertThat(lane.begin(false)).isNotNull();
        lane.end(List.of());
        assertThat(lane.begin(false)).isNotNull();
        lane.end(List.of());
        assertThat(lane.begin(false)).isNull();
        assertThat(lane.waiting()).isEqualTo(1);
    }

    private List<StreamRecord> next() {
        Attempt attempt = Objects.requireNonNull(lane.begin(true));
        lane.end(List.of());
        return attempt.records();
    }

    private static StreamRecord sized(int bytes) {
        return new StreamRecord("1", AttributeValue.fromS("key"), Buffer.buffer(new byte[bytes]));
    }
}
