package dev.tally.localstack.tracing;

import dev.tally.runtime.trace.SpanData;
import dev.tally.runtime.trace.SpanExporter;
import dev.tally.runtime.trace.TraceContext;
import dev.tally.runtime.trace.XRayExporter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * A stand-in for X-Ray's daemon, which receives segments by UDP and exports them.
 *
 * @see <a href="https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon.html">X-Ray: daemon</a>
 */
public final class XRayDaemon implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(XRayDaemon.class);
    private static final String HOST = "127.0.0.1";
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);

    private final DatagramSocket socket;
    private final SpanExporter spans;

    private XRayDaemon(DatagramSocket socket, SpanExporter spans) {
        this.socket = socket;
        this.spans = spans;
    }

    /** Listens on a free port. */
    public static XRayDaemon listen(Vertx vertx, SpanExporter spans) {
        XRayDaemon daemon = new XRayDaemon(vertx.createDatagramSocket(), spans);
        daemon.socket.handler(packet -> daemon.receive(packet.data()));
        daemon.socket.listen(0, HOST).toCompletionStage().toCompletableFuture().join();
        return daemon;
    }

    /** Returns the value of {@code AWS_XRAY_DAEMON_ADDRESS} for functions. */
    public String address() {
        return HOST + ":" + socket.localAddress().port();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void receive(Buffer packet) {
        String text = packet.toString(StandardCharsets.UTF_8);
        int end = text.indexOf('\n') + 1;
        if (end == 0 || !text.substring(0, end).equals(XRayExporter.DAEMON_HEADER)) {
            LOG.debugf("segment.rejected bytes=%d reason=\"no header\"", packet.length());
            return;
        }
        try {
            spans.export(span(new JsonObject(text.substring(end))));
        } catch (DecodeException | ClassCastException | IllegalArgumentException malformed) {
            LOG.debugf("segment.rejected bytes=%d reason=\"%s\"", packet.length(), malformed.getMessage());
        }
    }

    private static SpanData span(JsonObject segment) {
        Map<String, String> attributes = new TreeMap<>();
        segment.getJsonObject("annotations", new JsonObject())
                .forEach(annotation -> attributes.put(annotation.getKey(), String.valueOf(annotation.getValue())));
        return new SpanData(
                new TraceContext(
                        required(segment, "trace_id").toString(),
                        required(segment, "id").toString()),
                segment.getString("parent_id", ""),
                required(segment, "name").toString(),
                moment(segment, "start_time"),
                moment(segment, "end_time"),
                attributes);
    }

    private static Object required(JsonObject segment, String name) {
        Object value = segment.getValue(name);
        if (value == null) {
            throw new IllegalArgumentException("the segment has no " + name);
        }
        return value;
    }

    private static Instant moment(JsonObject segment, String name) {
        BigDecimal nanos = new BigDecimal(required(segment, name).toString()).multiply(NANOS_PER_SECOND);
        return Instant.EPOCH.plusNanos(nanos.longValue());
    }
}
