package dev.tally.press.queue;

import org.jspecify.annotations.Nullable;

/** The queue did not confirm a message. */
public final class QueueUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueUnavailableException(String why, @Nullable Throwable cause) {
        super("the queue did not confirm: " + why, cause);
    }
}
