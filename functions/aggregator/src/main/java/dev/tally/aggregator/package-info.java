/**
 * The aggregator: receives batches from the queue, and counts each click exactly once.
 *
 * <p>{@link dev.tally.aggregator.AggregatorHandler} decodes the event and encodes the answer. {@link
 * dev.tally.aggregator.ProcessBatch} processes the message groups of a batch concurrently. {@link
 * dev.tally.aggregator.ProcessGroup} processes one group: it writes posts, and sends messages that can never be counted
 * to the dead letters. {@link dev.tally.aggregator.CountClicks} counts the clicks of one shard. {@link dev.tally.aggregator.SoonRedelivery} makes the messages of failed
 * groups visible again soon.
 */
@NullMarked
package dev.tally.aggregator;

import org.jspecify.annotations.NullMarked;
