package dev.tally.localstack.sources.streams;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Records that go to the function together, once or again.
 *
 * @param failures of those that count towards the retry quota
 * @param invocations how often some of the records have been with the function
 * @param requestId of the last invocation
 */
record Attempt(List<StreamRecord> records, int failures, int invocations, String requestId) {

    static Attempt first(List<StreamRecord> records) {
        return new Attempt(List.copyOf(records), 0, 0, UUID.randomUUID().toString());
    }

    Attempt invoked(String id) {
        return new Attempt(records, failures, invocations + 1, id);
    }

    Attempt failed() {
        return new Attempt(records, failures + 1, invocations, requestId);
    }

    Attempt from(int index) {
        return part(index, records.size());
    }

    List<Attempt> halves() {
        int middle = records.size() / 2;
        return List.of(part(0, middle), from(middle));
    }

    /** How many records at the start were written before an instant. */
    int createdBefore(Instant instant) {
        int old = 0;
        while (old < records.size() && records.get(old).created().isBefore(instant)) {
            old++;
        }
        return old;
    }

    Attempt part(int start, int end) {
        return new Attempt(records.subList(start, end), failures, invocations, requestId);
    }

    StreamRecord firstRecord() {
        return records.get(0);
    }

    StreamRecord lastRecord() {
        return records.get(records.size() - 1);
    }
}
