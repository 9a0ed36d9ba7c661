package dev.tally.localstack.tracing;

import dev.tally.runtime.trace.SpanData;
import dev.tally.runtime.trace.SpanExporter;
import dev.tally.runtime.trace.TraceContext;
import dev.tally.runtime.trace.Tracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * An exporter of spans to Jaeger and other receivers of OpenTelemetry's protocol over HTTP.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
 */
public final class OtlpExporter implements SpanExporter, AutoCloseable {

    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");

    private final SpanProcessor processor;
    private final Map<String, SdkTracerProvider> providers = new HashMap<>();

    /** The id of the span in progress, which a function has generated. */
    private String spanId = "";

    private OtlpExporter(SpanProcessor processor) {
        this.processor = processor;
    }

    /** @param endpoint without the path, such as {@code http://127.0.0.1:4318} */
    public static OtlpExporter to(URI endpoint) {
        String traces = endpoint.toString().replaceAll("/+$", "") + "/v1/traces";
        return new OtlpExporter(BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder().setEndpoint(traces).build())
                .build());
    }

    @Override
    public synchronized void export(SpanData span) {
        spanId = span.context().spanId();
        String operation = span.attributes().getOrDefault(Tracer.OPERATION, span.service());
        SpanBuilder builder = providers
                .computeIfAbsent(span.service(), this::provider)
                .get("tally")
                .spanBuilder(operation)
                .setParent(Context.root().with(Span.wrap(parent(span))))
                .setStartTimestamp(span.start());
        span.attributes().forEach(builder::setAttribute);
        builder.startSpan().end(span.end());
    }

    /** Sends the remaining spans. */
    @Override
    public synchronized void close() {
        processor.close();
    }

    private SdkTracerProvider provider(String service) {
        return SdkTracerProvider.builder()
                .setResource(Resource.builder().put(SERVICE, service).build())
                .setIdGenerator(new Ids())
                .addSpanProcessor(processor)
                .build();
    }

    private static SpanContext parent(SpanData span) {
        return SpanContext.createFromRemoteParent(
                traceId(span.context()), span.parent(), TraceFlags.getSampled(), TraceState.getDefault());
    }

    /** Returns the number without X-Ray's version and dashes. */
    private static String traceId(TraceContext context) {
        return context.traceId().substring(2).replace("-", "");
    }

    private final class Ids implements IdGenerator {

        @Override
        public String generateSpanId() {
            return spanId;
        }

        @Override
        public String generateTraceId() {
            throw new IllegalStateException("every span has a parent with a trace id");
        }
    }
}
