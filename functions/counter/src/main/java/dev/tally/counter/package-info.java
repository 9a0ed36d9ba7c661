/**
 * The domain of Tally: what a click is, where it is counted, and how it is counted exactly once.
 *
 * <p>One word for one thing:
 *
 * <dl>
 *   <dt>counter
 *   <dd>a named 64-bit signed number, see {@link dev.tally.counter.CounterId}
 *   <dt>click
 *   <dd>one signed change of a counter, see {@link dev.tally.counter.Click}
 *   <dt>shard
 *   <dd>one of N partial tallies of a counter in one region, and the message group of its clicks, see
 *       {@link dev.tally.counter.Shard}
 *   <dt>watermark
 *   <dd>the highest sequence number already counted into a shard, per queue, see {@link
 *       dev.tally.counter.SequenceNumber}
 *   <dt>tally
 *   <dd>a shard's state, see {@link dev.tally.counter.Tally}
 *   <dt>total
 *   <dd>the published sum of a counter's shards, with a version that only grows, see {@link dev.tally.counter.Total}
 *   <dt>minute
 *   <dd>the clicks of one epoch minute, by the click's own time, see {@link dev.tally.counter.Minutes}; windows are
 *       sums of minutes
 *   <dt>connection
 *   <dd>one WebSocket client, a viewer of every counter that it subscribes to, see {@link
 *       dev.tally.counter.ConnectionId}
 *   <dt>post
 *   <dd>a title and a text with a counter of the same id, see {@link dev.tally.counter.Post}
 * </dl>
 *
 * <p>Nothing here knows AWS or Quarkus. What talks to DynamoDB is in {@link dev.tally.counter.dynamodb}, what a queued
 * message looks like is in {@link dev.tally.counter.message}, how much one client may ask for in {@link
 * dev.tally.counter.limit}.
 */
@NullMarked
package dev.tally.counter;

import org.jspecify.annotations.NullMarked;
