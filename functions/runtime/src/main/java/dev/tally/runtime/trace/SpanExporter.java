package dev.tally.runtime.trace;

/** The receiver of finished spans. It neither blocks nor fails. */
public interface SpanExporter {

    void export(SpanData span);
}
