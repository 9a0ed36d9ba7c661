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

/** Advisories that do not concern us, or that nothing can be done about yet: each until a day, and for a reason. */
record Accepted(Map<String, LocalDate> until) {

    /**
     * Reads a file with a line for each: id, day and reason, with blanks between; {@code #} begins a comment.
     *
     * @throws IllegalArgumentException if a line is not of that form; the message quotes it
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

    /** Those that are accepted no longer, or never were. */
    SortedMap<String, Set<String>> without(SortedMap<String, Set<String>> advisories, LocalDate today) {
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
                + ": a line must be such as 'GHSA-aaaa-bbbb-cccc 2027-01-31 why it is accepted', not '" + line + "'");
    }
}
