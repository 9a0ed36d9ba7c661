package dev.tally.localstack.lambda;

import java.io.BufferedReader;
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
 * The output of a process, written line by line to the log {@code function.<name>}, with positions in it. Lines of
 * metrics go to {@code metrics.<name>} at DEBUG, because they are for machines.
 */
final class ProcessLog {

    // When an answer arrives, the function's earlier output is in the pipe, but perhaps not read yet. So the host
    // sends a mark into the same pipe, and waits until it reads the mark. All output that was written before the mark
    // is read before it. This needs no polling, and costs nothing for invocations without a log tail.
    //
    // The mark goes into the input of the process, which the shell of FunctionProcess copies to the output. A path to
    // another process's output exists on Linux only. The copy can be late, so a log begins once its mark was read.

    /** The length of the kept end of a log, in characters: Lambda's tail is 4 KB. */
    static final int KEPT = 4096;

    /** The beginning of a line in CloudWatch's embedded metric format. */
    private static final String METRICS = "{\"_aws\":";

    /**
     * A position in the log.
     *
     * @param length the number of characters before the position
     * @param end the last {@value #KEPT} characters
     */
    record Position(long length, String end) {

        String since(Position start) {
            long written = Math.min(length - start.length, end.length());
            return end.substring(end.length() - (int) written);
        }
    }

    private static final Logger LOG = Logger.getLogger(ProcessLog.class);

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

    /** Returns the position after the current end of the process's output. */
    CompletableFuture<Position> mark() {
        int number = marksMade.incrementAndGet();
        CompletableFuture<Position> passed = new CompletableFuture<>();
        marks.put(number, passed);
        OutputStream input = process.getOutputStream();
        try {
            input.write((markPrefix + number + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException processHasEnded) {
            marks.remove(number);
            return ended;
        }
        return passed.applyToEither(ended, position -> position);
    }

    /** Returns the position after all output of the process, once it has ended. */
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
            LOG.debugf("log.closed pid=%d reason=%s", process.pid(), closed);
        } finally {
            ended.complete(position(""));
        }
    }

    /** Accepts a line, and returns its unfinished part if a mark interrupted the line. */
    private String accept(String unfinished, String line) {
        int mark = line.indexOf(markPrefix);
        if (mark < 0) {
            write(unfinished + line);
            return "";
        }
        String before = unfinished + line.substring(0, mark);
        completeMark(Integer.valueOf(line.substring(mark + markPrefix.length())), before);
        return before;
    }

    private void completeMark(Integer number, String unfinished) {
        CompletableFuture<Position> passed = marks.remove(number);
        if (passed != null) {
            passed.complete(position(unfinished));
        }
    }

    private void write(String line) {
        if (line.isEmpty()) {
            return;
        }
        // AWS's runtime does not terminate every line, so metrics may follow other text on a line.
        int start = line.indexOf(METRICS);
        String text = start < 0 ? line : line.substring(0, start);
        if (!text.isEmpty()) {
            FunctionLine.in(text).forEach(written -> out.log(written.level(), written.text()));
        }
        if (start >= 0) {
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
