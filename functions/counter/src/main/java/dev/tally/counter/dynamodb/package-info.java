/**
 * The adapter for DynamoDB. Only this package knows the shape of Tally's items.
 *
 * <table>
 *   <caption>Items of the {@code counters} table</caption>
 *   <tr><th>item<th>pk<th>sk<th>attributes
 *   <tr><td>shard<td>{@code shards#<counter>}<td>{@code <region>#<index>}<td>{@code total}, {@code writes}, {@code updatedAt} (epoch ms),
 *       {@code w#<queue name>} (watermark, 39 digits of text), {@code m<epoch minute>} (sum), {@code adjusted} (sum of
 *       the adjustments), {@code lagMillis} and {@code received} (messages) of the last write, {@code counted} (messages of all writes), {@code busyAt} (epoch ms of the last full
 *       batch), {@code generation} and {@code groups} of the highest reset, {@code up} and {@code down} (voters),
 *       {@code heldUntil} (epoch ms) during a rebuild
 *   <tr><td>reset<td>{@code reset#<counter>}<td>{@code <region>}<td>{@code generation} with which the last reset began
 *   <tr><td>hot list<td>{@code hot}<td>{@code <region>}<td>{@code c#<counter>} (its schedule: version, then {@code <from in epoch s>=<shards>} for each entry),
 *       {@code used} (bytes)
 *   <tr><td>lagging counters<td>{@code lagging}<td>{@code <region>}<td>{@code c#<counter>} (epoch ms until which press rejects a share of its changes, a space, the lag in ms)
 *   <tr><td>vote<td>{@code vote#<voter>}<td>{@code <counter>#<region>}<td>{@code value}, {@code counter}, {@code region}, {@code shard} (index),
 *       {@code generation} of the shard
 *   <tr><td>total<td>{@code total#<counter>}<td>{@code <region>}<td>{@code epoch}, {@code count}, {@code version}, {@code writes} and {@code watermarks} (maps by shard; no {@code watermarks} if empty), {@code updatedAt} and {@code asOf} (epoch ms),
 *       {@code minutes} (map of sums by epoch minute; none if empty), {@code viewers}, {@code touches}, {@code touchAt} (epoch ms of the last touch, or of the next one if it is scheduled), {@code live} (map of the mode: {@code millionths}, {@code since} (epoch ms), {@code viewers}, {@code interval} (ms); none in push mode), {@code expiresAt} (epoch s), with votes {@code up}, {@code down} and {@code generation}
 *   <tr><td>history<td>{@code history#<counter>}<td>{@code <region>#<epoch hour>}<td>{@code m<minute of the hour>} (sum), {@code epoch}, {@code version},
 *       {@code expiresAt} (epoch s)
 *   <tr><td>post<td>{@code posts}<td>post id<td>{@code title}, {@code content}; of a deleted post only {@code expiresAt} (epoch s)
 * </table>
 *
 * <table>
 *   <caption>Items of the {@code connections} table</caption>
 *   <tr><th>item<th>pk<th>sk<th>attributes
 *   <tr><td>connection<td>{@code connection#<id>}<td>{@code connection}<td>{@code counters} (set), {@code expiresAt} (epoch s)
 *   <tr><td>viewer<td>{@code viewers#<counter>}<td>two hex digits of a hash, then the connection id<td>{@code expiresAt} (epoch s)
 *   <tr><td>push budget<td>{@code pushes}<td>{@code budget}<td>{@code reservedUntil} (epoch ns)
 * </table>
 *
 * <p>DynamoDB limits the units of a partition key. So the key of a counter's shards contains nothing else. Viewers,
 * readers and the history cannot use up its units. One strongly consistent Query of it finds all shards of a counter,
 * whether their number is large or was changed. The partition key names the kind of an item, so a stream's filter needs
 * no other attribute.
 *
 * <p>Each region sums all shards that it sees into its own total and history. So no region overwrites another's. A
 * UUIDv7 sorts by time, so the posts are in order without an index.
 */
@NullMarked
package dev.tally.counter.dynamodb;

import org.jspecify.annotations.NullMarked;
