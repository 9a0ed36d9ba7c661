/**
 * Event source mappings of tables: pollers that invoke a function with the records of a table's stream.
 *
 * <p>Words: the shards of this package are the shards of DynamoDB Streams, not Tally's. A lane contains the records of
 * some partition keys of a shard. It sends them to the function one batch after the other.
 */
@NullMarked
package dev.tally.localstack.sources.streams;

import org.jspecify.annotations.NullMarked;
