package dev.tally.runtime.trace;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Begins the spans of one function. */
public final class Tracer {

    /** The attribute that says what was done. */
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
     * @param operation what is done, such as {@code count click}
     * @param above what brought it about, empty if that is in no recorded trace
     */
    public Span begin(String operation, Optional<TraceContext> above) {
        return above.map(place -> begin(operation, place)).orElse(Span.NONE);
    }

    private Span begin(String operation, TraceContext above) {
        TraceContext context = new TraceContext(above.traceId(), HexFormat.of().toHexDigits(random.nextLong()));
        Instant start = clock.instant();
        return new Span(Optional.of(context), attributes -> {
            Map<String, String> all = new TreeMap<>(attributes);
            all.put(OPERATION, operation);
            exporter.export(new SpanData(context, above.spanId(), service, start, clock.instant(), all));
        });
    }
}
