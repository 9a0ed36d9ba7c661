/**
 * The domain of Tally: clicks and votes, the shards that count them, and the rules that count each exactly once.
 *
 * <p>One word for one thing:
 *
 * <dl>
 *   <dt>counter
 *   <dd>a named signed 64-bit number; its id has 1 to 96 characters, see {@link dev.tally.counter.CounterId}
 *   <dt>click
 *   <dd>one signed change of a counter: id (UUIDv7), counter, delta (-1000 to 1000, never 0) and time, see {@link
 *       dev.tally.counter.Click}
 *   <dt>kind
 *   <dd>the start of a counter's id, which decides whether the counter takes clicks or votes, see {@link
 *       dev.tally.counter.CounterKind}
 *   <dt>vote
 *   <dd>the value that one voter gives to a counter, within the bounds of its kind, see {@link dev.tally.counter.Vote}
 *   <dt>voter
 *   <dd>the subject of a token, or an id made by the client, see {@link dev.tally.counter.Voter}
 *   <dt>adjustment
 *   <dd>a click with a large delta, which changes the total but no minute, see {@link dev.tally.counter.Adjustment}
 *   <dt>reset
 *   <dd>a message that sets each shard of a counter to 0, see {@link dev.tally.counter.Reset}
 *   <dt>generation
 *   <dd>the UUIDv7 of a reset; a later reset of the region has a higher one, see {@link
 *       dev.tally.counter.Generations}
 *   <dt>shard
 *   <dd>one of N partial tallies of a counter in one region; also the SQS message group, see {@link
 *       dev.tally.counter.Shard}
 *   <dt>schedule
 *   <dd>the numbers of shards of a counter over time; the shard of a click follows from the number in force at the time
 *       in its id, see {@link dev.tally.counter.Schedule}
 *   <dt>hot list
 *   <dd>the schedules of a region's hot counters, see {@link dev.tally.counter.HotList}
 *   <dt>watermark
 *   <dd>the highest SQS sequence number that a shard has counted, per queue, see {@link
 *       dev.tally.counter.SequenceNumber}
 *   <dt>tally
 *   <dd>the state of a shard: total, watermarks, minutes and number of writes, see {@link dev.tally.counter.Tally}
 *   <dt>total
 *   <dd>the published sum of a counter's shards, with a version that only grows, see {@link dev.tally.counter.Total}
 *   <dt>publish
 *   <dd>to store a counter's new total, or its number of viewers, for readers and viewers, see {@link
 *       dev.tally.counter.TotalStore}
 *   <dt>touch
 *   <dd>to request a push of a published total without a new count, because viewers came or went, see {@link
 *       dev.tally.counter.TotalStore#touch}
 *   <dt>shown number
 *   <dd>the number on a page: the last total, and the page's own presses that the total does not include yet; only
 *       clients know it
 *   <dt>minute
 *   <dd>the clicks of one epoch minute, by the click's own time, see {@link dev.tally.counter.Minutes}; windows (1, 5,
 *       10 min) are sums of minutes
 *   <dt>open minute
 *   <dd>one of the latest minutes, the only ones that clicks are counted into, see {@link dev.tally.counter.Minutes}
 *   <dt>connection
 *   <dd>one WebSocket client; a viewer of every counter that it subscribes to, see {@link
 *       dev.tally.counter.ConnectionId}
 *   <dt>post
 *   <dd>a title and a text with a counter of votes, {@code updown~} and the same id, see {@link dev.tally.counter.Post}
 * </dl>
 *
 * <p>This package depends neither on AWS nor on Quarkus. The package {@link dev.tally.counter.dynamodb} stores its
 * types in DynamoDB, and {@link dev.tally.counter.message} reads and writes the bodies of queued messages.
 */
@NullMarked
package dev.tally.counter;

import org.jspecify.annotations.NullMarked;
