package dev.tally.runtime.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The exporter of spans as segments to X-Ray's daemon, which Lambda runs beside each traced function.
 *
 * <p>The loss of a segment stays unknown, because UDP has no answers. In return, a function never waits here.
 *
 * @see <a href="https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon">X-Ray:
 *     sending segment documents to the daemon</a>
 * @see <a href="https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html">X-Ray: segment
 *     documents</a>
 */
public final class XRayExporter implements SpanExporter {

    /** The line before each document. */
    public static final String DAEMON_HEADER = "{\"format\":\"json\",\"version\":1}\n";

    private static final String ADDRESS = "AWS_XRAY_DAEMON_ADDRESS";
    private static final int NANOS_DIGITS = 9;
    private static final JsonFactory JSON = new JsonFactory();

    private final InetSocketAddress daemon;

    private XRayExporter(InetSocketAddress daemon) {
        this.daemon = daemon;
    }

    /** Returns the tracer of a function. Its spans go to the daemon beside the function, if one runs. */
    public static Tracer tracerOf(String function, InstantSource clock) {
        Optional<String> address = Optional.ofNullable(System.getenv(ADDRESS)).filter(text -> !text.isBlank());
        return new Tracer(function, to(address), clock, new SecureRandom());
    }

    /**
     * Returns the exporter to a daemon. Without a daemon it discards the spans.
     *
     * @param address {@code host:port}, as in Lambda's {@value #ADDRESS}
     * @throws IllegalArgumentException if the address has no port
     */
    public static SpanExporter to(Optional<String> address) {
        return address.<SpanExporter>map(text -> new XRayExporter(parse(text))).orElse(span -> {});
    }

    @Override
    public void export(SpanData span) {
        if (daemon.isUnresolved()) {
            return;
        }
        byte[] packet = packet(span);
        // A socket for each span, because spans are few and no socket may outlive a snapshot.
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(packet, packet.length, daemon));
        } catch (IOException unreachable) {
            // The trace lacks this span. The work of the span is done all the same.
        }
    }

    private static InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IllegalArgumentException(
                    ADDRESS + " must be <host>:<port>, such as 127.0.0.1:2000, not " + address);
        }
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    private static byte[] packet(SpanData span) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(DAEMON_HEADER.getBytes(StandardCharsets.UTF_8));
        try (JsonGenerator json = JSON.createGenerator(packet)) {
            json.writeStartObject();
            json.writeStringField("name", span.service());
            json.writeStringField("trace_id", span.context().traceId());
            json.writeStringField("id", span.context().spanId());
            json.writeStringField("parent_id", span.parent());
            json.writeNumberField("start_time", epochSeconds(span.start()));
            json.writeNumberField("end_time", epochSeconds(span.end()));
            json.writeObjectFieldStart("annotations");
            for (Map.Entry<String, String> attribute : span.attributes().entrySet()) {
                json.writeStringField(attribute.getKey(), attribute.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packet.toByteArray();
    }

    private static BigDecimal epochSeconds(Instant moment) {
        return BigDecimal.valueOf(moment.getEpochSecond()).add(BigDecimal.valueOf(moment.getNano(), NANOS_DIGITS));
    }
}
