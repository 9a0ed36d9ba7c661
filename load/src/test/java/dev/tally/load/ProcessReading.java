package dev.tally.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The CPU time and memory of one process of a stack.
 *
 * @param name the function that it runs, or {@link #STACK}
 * @param cpu since its start
 * @param residentBytes its resident memory
 */
record ProcessReading(String name, long pid, Duration cpu, long residentBytes) {

    /** The name of the process with queue, tables and gateways. */
    static final String STACK = "stack";

    private static final String FUNCTION = "AWS_LAMBDA_FUNCTION_NAME=";
    private static final String RESIDENT = "VmRSS:";
    private static final int KIB = 1024;

    boolean isFunction() {
        return !name.equals(STACK);
    }

    /** Reads a stack and its functions. A process that ends meanwhile is left out. */
    static List<ProcessReading> of(ProcessHandle stack) {
        List<ProcessReading> readings = new ArrayList<>();
        read(stack, STACK).ifPresent(readings::add);
        stack.descendants()
                .forEach(child ->
                        function(child).flatMap(name -> read(child, name)).ifPresent(readings::add));
        return readings;
    }

    private static Optional<ProcessReading> read(ProcessHandle process, String name) {
        try {
            long resident = residentBytes(Files.readString(proc(process, "status")));
            Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
            return Optional.of(new ProcessReading(name, process.pid(), cpu, resident));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static Optional<String> function(ProcessHandle process) {
        try {
            return functionName(Files.readString(proc(process, "environ"), StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Returns the function of a process, from its {@code /proc/<pid>/environ}. */
    static Optional<String> functionName(String environ) {
        return Arrays.stream(environ.split("\0"))
                .filter(variable -> variable.startsWith(FUNCTION))
                .map(variable -> variable.substring(FUNCTION.length()))
                .findFirst();
    }

    /** Returns the resident memory of a process, from its {@code /proc/<pid>/status}. */
    static long residentBytes(String status) {
        return status.lines()
                .filter(line -> line.startsWith(RESIDENT))
                .map(line -> line.substring(RESIDENT.length()).replace("kB", "").strip())
                .mapToLong(Long::parseLong)
                .map(kib -> kib * KIB)
                .sum();
    }

    private static Path proc(ProcessHandle process, String file) {
        return Path.of("/proc", String.valueOf(process.pid()), file);
    }
}
