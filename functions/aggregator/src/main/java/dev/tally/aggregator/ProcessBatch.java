package dev.tally.aggregator;

import dev.tally.runtime.Concurrently;
import dev.tally.runtime.Deadline;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The concurrent processing of the message groups of a batch. */
@Singleton
class ProcessBatch {

    private static final Logger LOG = Logger.getLogger(ProcessBatch.class);

    /** The time for a group that was received before. An item that stays slow must not delay other groups. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ProcessGroup processGroup;
    private final Concurrently concurrently;

    ProcessBatch(ProcessGroup processGroup, ExecutorService executor) {
        this.processGroup = processGroup;
        this.concurrently = new Concurrently(executor);
    }

    /**
     * Processes a batch until the batch is done or the deadline is over. A write that is unfinished then may still take
     * effect; the watermark resolves it when SQS delivers the group again.
     *
     * @return the messages of groups that failed or were not finished, without those that are done
     */
    List<Message> process(List<Message> batch, Deadline deadline) {
        // ProcessGroup separates equal groups of two queues, because watermarks are per queue.
        Map<String, List<Message>> groups = batch.stream()
                .collect(Collectors.groupingBy(
                        message -> message.group().orElse(""), LinkedHashMap::new, Collectors.toList()));
        Deadline again = deadline.within(AGAIN);
        Function<List<Message>, Deadline> deadlineOf =
                group -> group.stream().anyMatch(message -> message.receives() > 1) ? again : deadline;
        Set<Message> done = ConcurrentHashMap.newKeySet();
        Set<String> failed = concurrently.failures(
                groups,
                group -> processGroup.process(group, deadlineOf.apply(group), done::add),
                deadlineOf,
                (group, reason) -> logFailure(
                        group,
                        notIn(done, groups.getOrDefault(group, List.of())).size(),
                        reason));
        return notIn(done, batch).stream()
                .filter(message -> failed.contains(message.group().orElse("")))
                .toList();
    }

    private static List<Message> notIn(Set<Message> done, List<Message> messages) {
        return messages.stream().filter(message -> !done.contains(message)).toList();
    }

    private static void logFailure(String group, int messages, String reason) {
        LOG.errorf("group.failed group=%s messages=%d outcome=received-again reason=\"%s\"", group, messages, reason);
    }
}
