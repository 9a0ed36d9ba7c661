package dev.tally.runtime.trace;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A piece of work in progress. A span outside of any recorded trace has no context and is not exported. */
public final class Span {

    /** The span of work that is not traced. */
    public static final Span NONE = new Span(Optional.empty(), attributes -> {});

    private final Optional<TraceContext> context;
    private final Consumer<Map<String, String>> end;

    Span(Optional<TraceContext> context, Consumer<Map<String, String>> end) {
        this.context = context;
        this.end = end;
    }

    /** Returns the span's place in its trace, for the work that the span causes. */
    public Optional<TraceContext> context() {
        return context;
    }

    /** Ends and exports the span. Call it once. */
    public void end(Map<String, String> attributes) {
        end.accept(attributes);
    }
}
