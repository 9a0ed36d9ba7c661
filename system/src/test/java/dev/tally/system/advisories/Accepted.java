package dev.tally.system.advisories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Advisories that do not affect Tally or have no fix yet, each accepted until a day for a reason. */
record Accepted(Map<String, LocalDate> until) {

    /**
     * Reads a file with one advisory a line: id, day and reason, separated by blanks. {@code #} begins a comment.
     *
     * @throws IllegalArgumentException if a line has another form; the message quotes it
     */
    static Accepted read(Path file) throws IOException {
        Map<String, LocalDate> until = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                List<String> parts = List.of(line.strip().split("\\s+", 3));
                if (parts.size() < 3) {
                    throw wrong(file, line);
                }
                try {
                    until.put(parts.get(0), LocalDate.parse(parts.get(1)));
                } catch (DateTimeParseException noDay) {
                    throw wrong(file, line);
                }
            }
        }
        return new Accepted(until);
    }

    /** Returns the advisories that are not accepted, or no longer. */
    SortedMap<String, Set<String>> notAccepted(SortedMap<String, Set<String>> advisories, LocalDate today) {
        SortedMap<String, Set<String>> rest = new TreeMap<>();
        advisories.forEach((url, ids) -> {
            Set<String> left = new TreeSet<>(ids);
            left.removeIf(id -> until.getOrDefault(id, LocalDate.MIN).isAfter(today));
            if (!left.isEmpty()) {
                rest.put(url, left);
            }
        });
        return rest;
    }

    private static IllegalArgumentException wrong(Path file, String line) {
        return new IllegalArgumentException(file
                + ": a line must have an id, a day and a reason, as in 'GHSA-aaaa-bbbb-cccc 2027-01-31 not reachable',"
                + " not '" + line + "'");
    }
}
