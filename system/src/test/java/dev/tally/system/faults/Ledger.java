package dev.tally.system.faults;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What clients were told of their clicks, each click once. */
final class Ledger {

    /** What became of a click, as far as its client knows. */
    enum Word {
        PROMISED,
        UNKNOWN,
        REFUSED
    }

    private record Entry(Word word, int delta) {}

    private final Map<String, List<Entry>> entries = new TreeMap<>();

    synchronized void add(String counter, Word word, int delta) {
        entries.merge(counter, List.of(new Entry(word, delta)), Ledger::concat);
    }

    synchronized Collection<String> counters() {
        return List.copyOf(entries.keySet());
    }

    synchronized List<Integer> deltas(String counter, Word word) {
        return entries.getOrDefault(counter, List.of()).stream()
                .filter(entry -> entry.word() == word)
                .map(Entry::delta)
                .toList();
    }

    synchronized int size(Word word) {
        return entries.values().stream()
                .mapToInt(some -> (int)
                        some.stream().filter(entry -> entry.word() == word).count())
                .sum();
    }

    private static List<Entry> concat(List<Entry> some, List<Entry> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
