package dev.tally.runtime.trace;

import static dev.tally.runtime.trace.FakeSpans.ABOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TracerTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:30Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @Test
    void begin_outsideOfATrace_exportsNothing() {
        FakeSpans spans = new FakeSpans();
        Span span = spans.tracer(CLOCK).begin("work", Optional.empty());
        span.end(Map.of());
        assertThat(span.context()).isEmpty();
        assertThat(spans.all()).isEmpty();
    }

    @Test
    void end_inATrace_exportsAChildSpan() {
        FakeSpans spans = new FakeSpans();
        Span span = spans.tracer(CLOCK).begin("work", Optional.of(ABOVE));
        assertThat(spans.all()).isEmpty();
        span.end(Map.of("clickId", "c"));
        TraceContext own = span.context().orElseThrow();
        assertThat(own.traceId()).isEqualTo(ABOVE.traceId());
        assertThat(own.spanId()).isNotEqualTo(ABOVE.spanId());
        assertThat(spans.all())
                .containsExactly(new SpanData(
                        own, ABOVE.spanId(), "function", NOW, NOW, Map.of("clickId", "c", "operation", "work")));
    }

    @Test
    void export_toADaemon_sendsASegmentBehindItsHeader() throws Exception {
        try (DatagramSocket daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            daemon.setSoTimeout(20_000);
            SpanExporter exporter = XRayExporter.to(Optional.of("127.0.0.1:" + daemon.getLocalPort()));
            new Tracer("press", exporter, CLOCK, new Random(1))
                    .begin("work", Optional.of(ABOVE))
                    .end(Map.of("clickId", "c\"\n"));
            DatagramPacket packet = new DatagramPacket(new byte[65_507], 65_507);
            daemon.receive(packet);
            String[] lines = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).split("\n", 2);
            assertThat(lines[0] + "\n").isEqualTo(XRayExporter.DAEMON_HEADER);
            JsonNode segment = new JsonMapper().readTree(lines[1]);
            assertThat(segment.get("name").asText()).isEqualTo("press");
            assertThat(segment.get("trace_id").asText()).isEqualTo(ABOVE.traceId());
            assertThat(segment.get("parent_id").asText()).isEqualTo(ABOVE.spanId());
            assertThat(segment.get("id").asText()).matches("[0-9a-f]{16}");
            assertThat(segment.get("start_time").decimalValue().longValue()).isEqualTo(NOW.getEpochSecond());
            assertThat(segment.at("/annotations/clickId").asText()).isEqualTo("c\"\n");
            assertThat(segment.at("/annotations/operation").asText()).isEqualTo("work");
        }
    }

    @Test
    void export_unreachableOrNoDaemon_doesNotFail() {
        SpanData span = new SpanData(ABOVE, ABOVE.spanId(), "press", NOW, NOW, Map.of());
        XRayExporter.to(Optional.of("127.0.0.1:1")).export(span);
        XRayExporter.to(Optional.of("nowhere.invalid:2000")).export(span);
        XRayExporter.to(Optional.empty()).export(span);
    }

    @Test
    void to_addressWithoutAPort_namesTheRightForm() {
        assertThatThrownBy(() -> XRayExporter.to(Optional.of("127.0.0.1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("<host>:<port>");
    }
}
