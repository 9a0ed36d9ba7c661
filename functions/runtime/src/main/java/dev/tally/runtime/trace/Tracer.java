package dev.tally.runtime.trace;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The source of the spans of one function. */
public final class Tracer {

    /** The attribute with the name of the work. */
    public static final String OPERATION = "operation";

    private final String service;
    private final SpanExporter exporter;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param service the function's name */
    public Tracer(String service, SpanExporter exporter, InstantSource clock, RandomGenerator random) {
        this.service = service;
        this.exporter = exporter;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Begins a piece of work.
     *
     * @param operation the name of the work, such as {@code count click}
     * @param parent the place that caused the work, empty if it is in no recorded trace
     */
    public Span begin(String operation, Optional<TraceContext> parent) {
        return parent.map(place -> begin(operation, place)).orElse(Span.NONE);
    }

    private Span begin(String operation, TraceContext parent) {
        TraceContext context = new TraceContext(parent.traceId(), HexFormat.of().toHexDigits(random.nextLong()));
        Instant start = clock.instant();
        return new Span(Optional.of(context), attributes -> {
            Map<String, String> all = new TreeMap<>(attributes);
            all.put(OPERATION, operation);
            exporter.export(new SpanData(context, parent.spanId(), service, start, clock.instant(), all));
        });
    }
}
