/**
 * The adapter that alone knows what Tally's items look like.
 *
 * <table>
 *   <caption>Items of the {@code counters} table</caption>
 *   <tr><th>item<th>pk<th>sk<th>attributes
 *   <tr><td>shard<td>counter id<td>{@code shard#<region>#<index>}<td>{@code total}, {@code writes}, {@code updatedAt} (epoch ms),
 *       {@code w#<queue name>} (watermark, 39 digits of text), {@code m<epoch minute>} (sum)
 *   <tr><td>post<td>{@code posts}<td>post id<td>{@code title}, {@code content}
 * </table>
 *
 * <p>All shards of a counter share its partition key: one strongly consistent Query finds them, however many there are or
 * ever were. A UUIDv7 sorts by time, so the posts are in order without an index.
 */
@NullMarked
package dev.tally.counter.dynamodb;

import org.jspecify.annotations.NullMarked;
