/**
 * Queues by AWS's documented rules for SQS, FIFO and standard, without network and threads.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html">
 *     SQS: FIFO delivery logic</a>
 */
@org.jspecify.annotations.NullMarked
package dev.tally.localstack.cloud.queue;
