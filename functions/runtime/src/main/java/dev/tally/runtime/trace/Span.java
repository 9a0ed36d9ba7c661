package dev.tally.runtime.trace;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A piece of work that is under way. One outside of any recorded trace has no place, and its end is not told. */
public final class Span {

    /** The work of what is not traced. */
    public static final Span NONE = new Span(Optional.empty(), attributes -> {});

    private final Optional<TraceContext> context;
    private final Consumer<Map<String, String>> end;

    Span(Optional<TraceContext> context, Consumer<Map<String, String>> end) {
        this.context = context;
        this.end = end;
    }

    /** Its place, which goes with what it brings about. */
    public Optional<TraceContext> context() {
        return context;
    }

    /** Ends it, once. */
    public void end(Map<String, String> attributes) {
        end.accept(attributes);
    }
}
