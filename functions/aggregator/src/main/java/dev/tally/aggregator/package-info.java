/**
 * The aggregator: takes batches from the queue and counts each click exactly once.
 *
 * <p>{@link dev.tally.aggregator.AggregatorHandler} decodes the event and encodes the answer, {@link
 * dev.tally.aggregator.ProcessBatch} runs the message groups of a batch side by side, {@link
 * dev.tally.aggregator.ProcessGroup} does one of them: it parks what can never be counted, writes posts, and has {@link
 * dev.tally.aggregator.CountClicks} count the clicks.
 */
@NullMarked
package dev.tally.aggregator;

import org.jspecify.annotations.NullMarked;
