package dev.tally.localstack.cloud.queue;

/** The rejection of a call, with SQS's error. */
public final class QueueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final QueueError error;

    public QueueException(QueueError error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    public QueueError error() {
        return error;
    }

    static QueueException invalid(String parameter, Object value, String reason) {
        return QueueError.INVALID_PARAMETER_VALUE.with(
                "Value %s for parameter %s is invalid. Reason: %s.".formatted(value, parameter, reason));
    }
}
