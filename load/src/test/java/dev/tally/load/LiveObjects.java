package dev.tally.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The objects that a JVM still needs, after a full collection: a leak shows in them. The memory that a JVM holds grows without a
 * leak, too, until it has reason to collect.
 */
final class LiveObjects {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private LiveObjects() {}

    /** The bytes of them; absent where the process is no JVM or there is no {@code jcmd}. */
    static Optional<Long> bytes(long pid) {
        ProcessBuilder jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true);
        try {
            Process process = jcmd.start();
            return bytes(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** The sum of a class histogram. */
    static Optional<Long> bytes(String histogram) {
        Matcher total = TOTAL.matcher(histogram);
        return total.find() ? Optional.of(Long.parseLong(total.group(1))) : Optional.empty();
    }
}
