package dev.tally.localstack.cloud.queue;

/**
 * The errors of SQS, by their names in its JSON protocol.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html">SQS: common errors</a>
 */
public enum QueueError {
    BATCH_ENTRY_IDS_NOT_DISTINCT("BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"),
    BATCH_REQUEST_TOO_LONG("BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong"),
    EMPTY_BATCH_REQUEST("EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest"),
    INVALID_ACTION("InvalidAction", "InvalidAction"),
    INVALID_ATTRIBUTE_NAME("InvalidAttributeName", "InvalidAttributeName"),
    INVALID_ATTRIBUTE_VALUE("InvalidAttributeValue", "InvalidAttributeValue"),
    INVALID_BATCH_ENTRY_ID("InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId"),
    INVALID_MESSAGE_CONTENTS("InvalidMessageContents", "InvalidMessageContents"),
    INVALID_PARAMETER_VALUE("InvalidParameterValue", "InvalidParameterValue"),
    MESSAGE_NOT_IN_FLIGHT("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight"),
    MISSING_PARAMETER("MissingParameter", "MissingParameter"),
    PURGE_QUEUE_IN_PROGRESS("PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress"),
    QUEUE_DOES_NOT_EXIST("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"),
    QUEUE_NAME_EXISTS("QueueNameExists", "QueueAlreadyExists"),
    RECEIPT_HANDLE_IS_INVALID("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid"),
    REQUEST_THROTTLED("RequestThrottled", "RequestThrottled"),
    RESOURCE_NOT_FOUND("ResourceNotFoundException", "ResourceNotFoundException"),
    TOO_MANY_ENTRIES("TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"),
    UNSUPPORTED_OPERATION("UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation");

    private final String type;
    private final String queryCode;

    QueueError(String type, String queryCode) {
        this.type = type;
        this.queryCode = queryCode;
    }

    /** Returns the name of the error's shape, such as {@code QueueDoesNotExist}. */
    public String type() {
        return type;
    }

    /** Returns the error's code in the query protocol, which SDKs report. */
    public String queryCode() {
        return queryCode;
    }

    QueueException with(String message) {
        return new QueueException(this, message);
    }
}
