package dev.tally.localstack.lambda;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * What a process writes, line by line into the log {@code function.<name>}, and where in it an invocation began. Lines of metrics go
 * into {@code metrics.<name>}, which nobody sees who does not ask for them: they are for machines.
 */
final class ProcessLog {

    // What a function wrote before it answered is in the pipe when its answer arrives, but perhaps not read yet. So the
    // host writes a mark into the same pipe (Linux shows its writing end as /proc/<pid>/fd/1) and waits until it comes
    // out: what was read before it is what was written before it. Nobody polls, and nobody who wants no log tail pays.

    /** How much of the end of a log is kept: Lambda's tail is 4 KB. */
    static final int KEPT = 4096;

    /** How a line in CloudWatch's embedded metric format begins. */
    private static final String METRICS = "{\"_aws\":";

    /**
     * The log at one moment.
     *
     * @param length of all that was ever written
     * @param end the last {@value #KEPT} characters
     */
    record Position(long length, String end) {

        String since(Position start) {
            long written = Math.min(length - start.length, end.length());
            return end.substring(end.length() - (int) written);
        }
    }

    private final Logger out;
    private final Logger metrics;
    private final Process process;
    private final String markPrefix = "\0" + UUID.randomUUID() + ":";
    private final AtomicInteger marksMade = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Position>> marks = new ConcurrentHashMap<>();
    private final CompletableFuture<Position> ended = new CompletableFuture<>();
    private final StringBuilder recent = new StringBuilder();
    private long length;

    private ProcessLog(String function, Process process) {
        this.out = Logger.getLogger("function." + function);
        this.metrics = Logger.getLogger("metrics." + function);
        this.process = process;
    }

    static ProcessLog follow(String function, Process process) {
        ProcessLog log = new ProcessLog(function, process);
        Thread reader = new Thread(log::read, "log-" + function + "-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        return log;
    }

    /** The position after all that the process has written by now. */
    CompletableFuture<Position> mark() {
        int number = marksMade.incrementAndGet();
        CompletableFuture<Position> passed = new CompletableFuture<>();
        marks.put(number, passed);
        try (OutputStream pipe = new FileOutputStream("/proc/" + process.pid() + "/fd/1")) {
            pipe.write((markPrefix + number + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException processHasEnded) {
            marks.remove(number);
            return ended;
        }
        return passed.applyToEither(ended, position -> position);
    }

    /** The position after all that the process ever wrote, once it has ended. */
    CompletableFuture<Position> ended() {
        return ended;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String unfinished = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                unfinished = accept(unfinished, line);
            }
            write(unfinished);
        } catch (IOException closed) {
            out.debugf("log.closed pid=%d reason=%s", process.pid(), closed);
        } finally {
            ended.complete(position(""));
        }
    }

    /** Takes a line, and returns what of it is not finished since a mark interrupted it. */
    private String accept(String unfinished, String line) {
        int mark = line.indexOf(markPrefix);
        if (mark < 0) {
            write(unfinished + line);
            return "";
        }
        String before = unfinished + line.substring(0, mark);
        pass(Integer.valueOf(line.substring(mark + markPrefix.length())), before);
        return before;
    }

    private void pass(Integer number, String unfinished) {
        CompletableFuture<Position> passed = marks.remove(number);
        if (passed != null) {
            passed.complete(position(unfinished));
        }
    }

    private void write(String line) {
        if (line.isEmpty()) {
            return;
        }
        // AWS's runtime ends not every line that it writes, so metrics may come behind one.
        int start = line.indexOf(METRICS);
        if (start < 0) {
            out.info(line);
        } else {
            if (start > 0) {
                out.info(line.substring(0, start));
            }
            metrics.debug(line.substring(start));
        }
        recent.append(line).append('\n');
        length += line.length() + 1L;
        recent.delete(0, Math.max(0, recent.length() - KEPT));
    }

    private Position position(String unfinished) {
        String end = recent + unfinished;
        return new Position(length + unfinished.length(), end.substring(Math.max(0, end.length() - KEPT)));
    }
}
