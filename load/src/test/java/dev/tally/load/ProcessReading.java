package dev.tally.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

    /** A line of {@code ps}: the process, its resident memory in KiB, and its command. */
    private static final Pattern LINE = Pattern.compile("\\s*(?<pid>\\d+)\\s+(?<kib>\\d+)\\s+(?<command>.*)");

    /** The end of a function's command: its handler and its name. */
    private static final Pattern FUNCTION = Pattern.compile(".* \\S+::\\S+ (?<name>\\S+)\\s*");

    private static final int KIB = 1024;

    boolean isFunction() {
        return !name.equals(STACK);
    }

    /** Reads a stack and its functions. A process that ends meanwhile is left out. */
    static List<ProcessReading> of(ProcessHandle stack) {
        Map<Long, ProcessHandle> processes = new LinkedHashMap<>();
        processes.put(stack.pid(), stack);
        stack.descendants().forEach(child -> processes.put(child.pid(), child));
        return list(processes.keySet().stream().map(String::valueOf).collect(Collectors.joining(",")))
                .lines()
                .flatMap(line -> read(line, stack.pid(), processes).stream())
                .toList();
    }

    /** Returns the reading of a line of {@code ps}, empty if the process is neither the stack nor a function. */
    static Optional<ProcessReading> read(String line, long stack, Map<Long, ProcessHandle> processes) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long pid = Long.parseLong(matcher.group("pid"));
        Matcher function = FUNCTION.matcher(matcher.group("command"));
        if (pid != stack && !function.matches()) {
            return Optional.empty();
        }
        Duration cpu = Optional.ofNullable(processes.get(pid))
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
        String name = pid == stack ? STACK : function.group("name");
        return Optional.of(new ProcessReading(name, pid, cpu, Long.parseLong(matcher.group("kib")) * KIB));
    }

    private static String list(String pids) {
        List<String> command = List.of("ps", "-ww", "-o", "pid=", "-o", "rss=", "-o", "args=", "-p", pids);
        try {
            Process ps = new ProcessBuilder(command).start();
            ps.getOutputStream().close();
            return new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException("the memory of processes needs the program ps: install it", missing);
        }
    }
}
