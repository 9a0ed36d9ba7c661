package dev.tally.press;

import dev.tally.counter.SequenceNumber;
import dev.tally.counter.message.QueueMessage;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import dev.tally.press.queue.ClickQueue;
import dev.tally.press.queue.QueueUnavailableException;
import dev.tally.press.queue.TracedMessage;
import dev.tally.runtime.trace.Span;
import dev.tally.runtime.trace.TraceContext;
import dev.tally.runtime.trace.Tracer;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The step that queues an accepted message. After this step, the answer is a promise. */
@Singleton
class Enqueue {

    private static final Logger LOG = Logger.getLogger(Enqueue.class);

    private final ClickQueue queue;
    private final Tracer tracer;
    private final HttpHeaders headers;

    /** @param headers of the current request */
    Enqueue(ClickQueue queue, Tracer tracer, HttpHeaders headers) {
        this.queue = queue;
        this.tracer = tracer;
        this.headers = headers;
    }

    /**
     * Sends a message, and returns its number once the queue has confirmed it.
     *
     * @param isRepeatable whether another environment would send the same id to the same group
     * @throws ProblemException 503 if the queue did not confirm, 500 on any other failure; the problem carries the id
     *     for a retry if the message is repeatable
     */
    SequenceNumber send(QueueMessage message, boolean isRepeatable) {
        Span span = tracer.begin("queue message", TraceContext.recorded(headers.getHeaderString(TraceContext.HEADER)));
        SequenceNumber sequence =
                confirmed(message, isRepeatable, () -> queue.send(new TracedMessage(message, span.context())));
        span.end(Map.of("clickId", message.id().toString(), "group", message.group()));
        LOG.debugf("message.accepted clickId=%s group=%s", message.id(), message.group());
        return sequence;
    }

    /**
     * Sends several messages with one id, and returns once the queue has confirmed all of them.
     *
     * @throws ProblemException as {@link #send} does
     */
    void sendAll(List<QueueMessage> messages) {
        confirmed(messages.get(0), true, () -> {
            queue.sendAll(messages.stream()
                    .map(message -> new TracedMessage(message, Optional.empty()))
                    .toList());
            return null;
        });
    }

    /** Returns the result of a send, or fails with a problem that carries the id of a message. */
    private static <T extends @Nullable Object> T confirmed(
            QueueMessage message, boolean isRepeatable, Supplier<T> send) {
        try {
            return send.get();
        } catch (QueueUnavailableException failed) {
            LOG.errorf("queue.unavailable clickId=%s reason=\"%s\"", message.id(), failed.getMessage());
            throw unconfirmed(ProblemType.QUEUE_UNAVAILABLE, message, isRepeatable);
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "request.failed clickId=%s", message.id());
            throw unconfirmed(ProblemType.INTERNAL_ERROR, message, isRepeatable);
        }
    }

    private static ProblemException unconfirmed(ProblemType type, QueueMessage message, boolean isRepeatable) {
        if (!isRepeatable) {
            return new ProblemException(Problem.of(
                    type, "the queue did not confirm the message, and may have it: read the count before another try"));
        }
        String detail = "the queue did not confirm the message: repeat the request with " + IdempotencyKeys.HEADER
                + ": " + message.id() + ", so that it counts once even if the queue has the message";
        return new ProblemException(
                Problem.of(type, detail).withClickId(message.id().toString()));
    }
}
