package dev.tally.localstack.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tally.runtime.trace.SpanData;
import dev.tally.runtime.trace.SpanExporter;
import dev.tally.runtime.trace.TraceContext;
import dev.tally.runtime.trace.Tracer;
import dev.tally.runtime.trace.XRayExporter;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracingTest {

    private static final String TRACE = "1-5759e988-bd862e3fe1be46a994272793";
    private static final Instant START = Instant.parse("2026-11-22T10:00:00.123456Z");

    private final Vertx vertx = Vertx.vertx();
    private final Traces traces = new Traces();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void daemon_spanOfAFunction_isInItsTraceUnchanged() {
        try (XRayDaemon daemon = XRayDaemon.listen(vertx, traces)) {
            SpanExporter exporter = XRayExporter.to(Optional.of(daemon.address()));
            SpanData late = span("aggregator", "b", 9, "clickId", "c1");
            SpanData early = span("press", "a", 0, "clickId", "c1");
            exporter.export(late);
            exporter.export(early);
            await().until(() -> traces.all().stream().mapToInt(List::size).sum() == 2);
            assertThat(traces.all()).containsExactly(List.of(early, late));
        }
    }

    @Test
    void daemon_malformedSegments_areIgnored() throws Exception {
        try (XRayDaemon daemon = XRayDaemon.listen(vertx, traces)) {
            send(daemon, "hello");
            send(daemon, XRayExporter.DAEMON_HEADER);
            send(daemon, XRayExporter.DAEMON_HEADER + "[]");
            send(daemon, XRayExporter.DAEMON_HEADER + "{\"trace_id\":1}");
            send(daemon, XRayExporter.DAEMON_HEADER + "{\"trace_id\":\"" + TRACE + "\",\"id\":\"aaaaaaaaaaaaaaaa\"}");
            send(
                    daemon,
                    XRayExporter.DAEMON_HEADER + "{\"trace_id\":\"" + TRACE
                            + "\",\"id\":\"aaaaaaaaaaaaaaaa\",\"name\":\"n\",\"start_time\":\"soon\",\"end_time\":1}");
            XRayExporter.to(Optional.of(daemon.address())).export(span("press", "a", 0, "clickId", "c1"));
            await().until(() -> !traces.all().isEmpty());
            assertThat(traces.all()).hasSize(1);
        }
    }

    @Test
    void traces_ofAClick_areFoundByItsId() {
        traces.export(span("press", "a", 0, "clickId", "c1"));
        assertThat(traces.with("c1")).hasSize(1);
        assertThat(traces.with("c2")).isEmpty();
    }

    @Test
    void traces_aboveTheLimit_dropTheOldest() {
        for (int number = 0; number < 250; number++) {
            TraceContext context = new TraceContext("1-5759e988-%024x".formatted(number), "a".repeat(16));
            traces.export(new SpanData(context, "", "press", START, START, Map.of("clickId", "c" + number)));
        }
        assertThat(traces.with("c0")).isEmpty();
        assertThat(traces.with("c249")).hasSize(1);
    }

    @Test
    void text_trace_hasStartDurationServiceAndOperation() {
        traces.export(span("press", "a", 0, "clickId", "c1"));
        traces.export(span("aggregator", "b", 9, "clickId", "c1"));
        assertThat(Traces.text(traces.all()).lines())
                .containsExactly(
                        "trace " + TRACE + " of " + START,
                        "      0.0 ms     +2.0 ms  press       work           clickId=c1",
                        "      9.0 ms     +2.0 ms  aggregator  work           clickId=c1");
    }

    @Test
    void otlp_spans_arePostedWithTheirIds() throws Exception {
        BlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            bodies.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try {
            SpanData span = span("press", "b", 9, "clickId", "c1");
            try (OtlpExporter exporter = OtlpExporter.to(
                    URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/"))) {
                exporter.export(span);
            }
            byte[] body = bodies.poll(20, TimeUnit.SECONDS);
            assertThat(body).isNotNull();
            String hex = HexFormat.of().formatHex(body);
            assertThat(hex)
                    .contains("5759e988bd862e3fe1be46a994272793")
                    .contains(span.context().spanId())
                    .contains(span.parent());
            assertThat(new String(body, StandardCharsets.ISO_8859_1))
                    .contains("service.name")
                    .contains("press")
                    .contains("clickId")
                    .contains("work");
        } finally {
            collector.stop(0);
        }
    }

    private static SpanData span(String service, String digit, int millis, String attribute, String value) {
        return new SpanData(
                new TraceContext(TRACE, digit.repeat(16)),
                "f".repeat(16),
                service,
                START.plusMillis(millis),
                START.plusMillis(millis + 2L),
                Map.of(Tracer.OPERATION, "work", attribute, value));
    }

    private static void send(XRayDaemon daemon, String text) throws IOException {
        String[] address = daemon.address().split(":", 2);
        byte[] packet = text.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(
                    packet, packet.length, InetAddress.getByName(address[0]), Integer.parseInt(address[1])));
        }
    }
}
