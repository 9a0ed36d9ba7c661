package dev.tally.system.faults;

import dev.tally.counter.Receipt;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The answers to the clicks of all clients, one for each click. */
final class Ledger {

    /** The final answer to a click. */
    enum Answer {
        ACCEPTED,
        UNKNOWN,
        REJECTED
    }

    private record Entry(Answer answer, int delta) {}

    private final Map<String, List<Entry>> entries = new TreeMap<>();
    private final Map<String, TreeMap<String, Receipt>> receipts = new TreeMap<>();

    synchronized void add(String counter, Answer answer, int delta) {
        entries.merge(counter, List.of(new Entry(answer, delta)), Ledger::concat);
    }

    synchronized void addReceipt(String counter, Receipt receipt) {
        receipts.computeIfAbsent(counter, any -> new TreeMap<>())
                .merge(
                        receipt.shard(),
                        receipt,
                        (some, other) -> some.sequence().isAfter(other.sequence()) ? some : other);
    }

    /** Returns the receipt with the highest number of each shard. If it is covered, then so are all others. */
    synchronized List<Receipt> lastReceipts(String counter) {
        return List.copyOf(receipts.getOrDefault(counter, new TreeMap<>()).values());
    }

    synchronized Collection<String> counters() {
        return List.copyOf(entries.keySet());
    }

    synchronized List<Integer> deltas(String counter, Answer answer) {
        return entries.getOrDefault(counter, List.of()).stream()
                .filter(entry -> entry.answer() == answer)
                .map(Entry::delta)
                .toList();
    }

    synchronized int size(Answer answer) {
        return entries.values().stream()
                .mapToInt(some -> (int)
                        some.stream().filter(entry -> entry.answer() == answer).count())
                .sum();
    }

    private static List<Entry> concat(List<Entry> some, List<Entry> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
