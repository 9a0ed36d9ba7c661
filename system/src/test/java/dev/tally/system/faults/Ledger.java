package dev.tally.system.faults;

import dev.tally.counter.ClickId;
import dev.tally.counter.Receipt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The answers to the changes of all clients, one for each change. */
final class Ledger {

    /** The final answer to a change. */
    enum Answer {
        ACCEPTED,
        UNKNOWN,
        REJECTED
    }

    /** The kinds of changes. */
    enum Kind {
        CLICK,
        ADJUSTMENT,
        RESET,
        /** A vote that sets a value. */
        VOTE,
        /** A vote that adds claps. */
        ADDED_CLAPS;

        boolean isVote() {
            return this == VOTE || this == ADDED_CLAPS;
        }
    }

    /**
     * A change with its answer.
     *
     * @param region its index, from 0
     * @param id the key of its last try
     * @param voter its index, from 0; 0 for all changes but votes
     * @param delta the value of a vote, or the claps that it adds; 0 for a reset
     */
    record Entry(Kind kind, int region, ClickId id, int voter, int delta, Answer answer) {}

    private final Map<String, List<Entry>> entries = new TreeMap<>();
    private final Map<String, Map<ClickId, Receipt>> receipts = new TreeMap<>();

    synchronized void add(String counter, Entry entry) {
        entries.computeIfAbsent(counter, any -> new ArrayList<>()).add(entry);
    }

    synchronized void addReceipt(String counter, ClickId id, Receipt receipt) {
        receipts.computeIfAbsent(counter, any -> new TreeMap<>()).put(id, receipt);
    }

    /** Returns the receipts of a counter's changes, by their ids. */
    synchronized Map<ClickId, Receipt> receipts(String counter) {
        return Map.copyOf(receipts.getOrDefault(counter, Map.of()));
    }

    synchronized Collection<String> counters() {
        return List.copyOf(entries.keySet());
    }

    synchronized List<Entry> entries(String counter, Predicate<Entry> wanted) {
        return entries.getOrDefault(counter, List.of()).stream().filter(wanted).toList();
    }

    synchronized int size(Predicate<Entry> wanted) {
        return entries.keySet().stream()
                .mapToInt(counter -> entries(counter, wanted).size())
                .sum();
    }
}
