package dev.tally.press;

/** The queue did not confirm a message. */
final class QueueUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueUnavailableException(Throwable cause) {
        super("the queue did not confirm: " + cause.getMessage(), cause);
    }
}
