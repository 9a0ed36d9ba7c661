package dev.tally.localstack.sources.streams;

import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;

/** A shard that may be read, with its starting position. */
record ShardStart(String shardId, ShardIteratorType position) {}
