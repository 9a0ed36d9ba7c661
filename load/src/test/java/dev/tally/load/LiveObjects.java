package dev.tally.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The objects that a JVM still needs after a full collection. A leak makes them grow. The held memory also grows
 * without a leak, until the JVM has a reason to collect.
 */
final class LiveObjects {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    // The serial collector avoids moving objects: it leaves up to a twentieth of the heap between them
    // (MarkSweepDeadRatio). Histograms list these gaps as arrays of int. Each fourth collection leaves no gap
    // (MarkSweepAlwaysCompactCount).
    private static final int COLLECTIONS = 4;

    private LiveObjects() {}

    /** Returns their number and size by class; empty if the process is no JVM or {@code jcmd} is missing. */
    static Optional<String> histogram(long pid) {
        Optional<String> least = Optional.empty();
        for (int collection = 0; collection < COLLECTIONS; collection++) {
            Optional<String> next = afterCollection(pid);
            if (bytes(next) < bytes(least)) {
                least = next;
            }
        }
        return least;
    }

    private static long bytes(Optional<String> histogram) {
        return histogram.flatMap(LiveObjects::bytes).orElse(Long.MAX_VALUE);
    }

    private static Optional<String> afterCollection(long pid) {
        ProcessBuilder jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true);
        try {
            Process process = jcmd.start();
            return Optional.of(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** Returns the sum of a class histogram; empty if it has none. */
    static Optional<Long> bytes(String histogram) {
        Matcher total = TOTAL.matcher(histogram);
        return total.find() ? Optional.of(Long.parseLong(total.group(1))) : Optional.empty();
    }
}
