package dev.tally.localstack.quota;

/** A quota of AWS, by its key in {@code infra/quotas.yaml}. */
public enum Quota {
    WRITE_UNITS_PER_PARTITION_KEY("writeUnitsPerPartitionKey"),
    READ_UNITS_PER_PARTITION_KEY("readUnitsPerPartitionKey"),
    WRITE_UNITS_PER_TABLE("writeUnitsPerTable"),
    READ_UNITS_PER_TABLE("readUnitsPerTable"),
    EXAMINED_MESSAGES("examinedMessages"),
    CALLS_PER_GROUP("callsPerGroup"),
    REQUESTS_PER_SECOND("requestsPerSecond"),
    CONNECTS_PER_SECOND("connectsPerSecond"),
    /** CloudFront's quota for a distribution, which only the simulation uses. */
    VIEWER_REQUESTS_PER_SECOND("viewerRequestsPerSecond"),
    CONCURRENT_EXECUTIONS("concurrentExecutions"),
    SOURCE_CONCURRENCY("sourceConcurrency"),
    /** The executions of one function, which the deployment sets. */
    RESERVED_CONCURRENCY("reservedConcurrency");

    private final String key;

    Quota(String key) {
        this.key = key;
    }

    @Override
    public String toString() {
        return key;
    }
}
