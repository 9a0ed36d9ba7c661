/**
 * Event source mappings of tables: what reads a table's stream and invokes a function with its records.
 *
 * <p>Words: the shards of this package are those of DynamoDB Streams, not Tally's. A lane holds the records of some
 * partition keys of a shard, and takes them through the function one batch after the other.
 */
@NullMarked
package dev.tally.localstack.sources.streams;

import org.jspecify.annotations.NullMarked;
