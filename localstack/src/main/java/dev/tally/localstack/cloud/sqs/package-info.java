/** SQS's JSON protocol on the queues of this process, over HTTP and as an SDK client. */
@org.jspecify.annotations.NullMarked
package dev.tally.localstack.cloud.sqs;
