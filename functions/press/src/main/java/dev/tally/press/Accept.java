package dev.tally.press;

import dev.tally.counter.message.QueueMessage;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Accepts what is to be queued: an answer after this is a promise. */
@Singleton
class Accept {

    private static final Logger LOG = Logger.getLogger(Accept.class);

    private final ClickQueue queue;

    Accept(ClickQueue queue) {
        this.queue = queue;
    }

    /** @throws ProblemException 503 if the queue did not confirm; the problem carries the id to try again with */
    void accept(QueueMessage message) {
        try {
            queue.send(message);
        } catch (QueueUnavailableException failed) {
            LOG.errorf("queue.unavailable clickId=%s reason=\"%s\"", message.id(), failed.getMessage());
            String again = "try again with " + IdempotencyKeys.HEADER + ": " + message.id()
                    + ", so that it is counted once even if the queue has it";
            throw new ProblemException(Problem.of(ProblemType.QUEUE_UNAVAILABLE, again)
                    .withClickId(message.id().toString()));
        }
        LOG.debugf("accepted id=%s group=%s", message.id(), message.group());
    }
}
