package dev.tally.runtime.trace;

/** Where finished spans are told; it neither waits nor fails. */
public interface SpanExporter {

    void export(SpanData span);
}
