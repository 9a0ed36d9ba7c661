package dev.tally.aggregator;

import dev.tally.runtime.Deadline;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Processes the message groups of a batch side by side, and tells which of them failed. */
@Singleton
class ProcessBatch {

    private static final Logger LOG = Logger.getLogger(ProcessBatch.class);

    private final ProcessGroup processGroup;
    private final ExecutorService executor;

    ProcessBatch(ProcessGroup processGroup, ExecutorService executor) {
        this.processGroup = processGroup;
        this.executor = executor;
    }

    /**
     * Processes a batch until it is done or the deadline is over.
     *
     * @return every message of every group that failed or was not finished
     */
    List<Message> process(List<Message> batch, Deadline deadline) {
        // Equal groups of two queues are told apart further down, where their watermarks are.
        Map<String, List<Message>> groups = batch.stream()
                .collect(Collectors.groupingBy(
                        message -> message.group().orElse(""), LinkedHashMap::new, Collectors.toList()));
        Map<List<Message>, Future<?>> running = new LinkedHashMap<>();
        groups.values()
                .forEach(group -> running.put(group, executor.submit(() -> processGroup.process(group, deadline))));
        List<Message> failed = new ArrayList<>();
        running.forEach((group, work) -> {
            if (!succeeds(group, work, deadline)) {
                failed.addAll(group);
            }
        });
        return failed;
    }

    private static boolean succeeds(List<Message> group, Future<?> work, Deadline deadline) {
        try {
            work.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException failed) {
            logFailure(group, String.valueOf(failed.getCause()));
        } catch (TimeoutException unfinished) {
            // The write may still take effect. The watermark tells when the group is received again.
            logFailure(group, "deadline");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            logFailure(group, "interrupted");
        }
        return false;
    }

    private static void logFailure(List<Message> group, String reason) {
        LOG.errorf(
                "group.failed group=%s messages=%d outcome=received-again reason=\"%s\"",
                group.get(0).group().orElse(""), group.size(), reason);
    }
}
