package dev.tally.runtime.trace;

import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** Spans that a test inspects. */
public final class FakeSpans implements SpanExporter {

    /** A place in a trace that began elsewhere. */
    public static final TraceContext ABOVE =
            new TraceContext("1-5759e988-bd862e3fe1be46a994272793", "53995c3f42cd8ad8");

    private final List<SpanData> spans = new CopyOnWriteArrayList<>();

    /** Returns a tracer that exports its spans here. */
    public Tracer tracer(Clock clock) {
        return new Tracer("function", this, clock, new Random(1));
    }

    @Override
    public void export(SpanData span) {
        spans.add(span);
    }

    public List<SpanData> all() {
        return List.copyOf(spans);
    }
}
