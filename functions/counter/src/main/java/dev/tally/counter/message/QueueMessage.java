package dev.tally.counter.message;

import dev.tally.counter.Change;
import dev.tally.counter.ClickId;
import dev.tally.counter.Post;
import dev.tally.counter.Shard;

/** A message that press sends to the aggregator through the queue. */
public sealed interface QueueMessage {

    /** Returns the identity, by which a client may send the message again. */
    ClickId id();

    /** Returns the deduplication id. For 5 minutes, SQS discards a second message of a group with the same id. */
    default String deduplicationId() {
        return id().toString();
    }

    /** Returns the message group. SQS delivers the messages of a group in order, one batch at a time. */
    String group();

    /** A change, in the group of its shard. */
    record OfShard(Shard shard, Change change) implements QueueMessage {

        @Override
        public ClickId id() {
            return change.id();
        }

        @Override
        public String deduplicationId() {
            return change.deduplicationId();
        }

        @Override
        public String group() {
            return shard.group();
        }
    }

    /** A post, alone in its group. */
    record OfPost(Post post) implements QueueMessage {

        @Override
        public ClickId id() {
            return post.id();
        }

        @Override
        public String group() {
            return "post#" + post.id();
        }
    }
}
