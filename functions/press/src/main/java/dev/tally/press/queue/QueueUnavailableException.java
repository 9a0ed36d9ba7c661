package dev.tally.press.queue;

import org.jspecify.annotations.Nullable;

/** A send that the queue did not confirm. */
public final class QueueUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueUnavailableException(String reason, @Nullable Throwable cause) {
        super("the queue did not confirm: " + reason, cause);
    }
}
