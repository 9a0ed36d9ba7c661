package dev.tally.localstack.sources.streams;

import java.util.List;

/** Records that go to the function together, for the first time or in a retry. */
record Attempt(List<StreamRecord> records) {

    Attempt {
        records = List.copyOf(records);
    }

    Attempt from(int index) {
        return new Attempt(records.subList(index, records.size()));
    }

    List<Attempt> halves() {
        int middle = records.size() / 2;
        return List.of(new Attempt(records.subList(0, middle)), from(middle));
    }
}
