package dev.tally.counter.message;

import dev.tally.counter.Click;
import dev.tally.counter.ClickId;
import dev.tally.counter.Post;
import dev.tally.counter.Shard;

/** What press puts on the queue for the aggregator. */
public sealed interface QueueMessage {

    /** The deduplication id: within 5 minutes, SQS discards a second message of a group that has the same one. */
    ClickId id();

    /** The message group: what is in one group is delivered in order, and by one batch at a time. */
    String group();

    /** A click, in the group of its shard. */
    record OfClick(Shard shard, Click click) implements QueueMessage {

        @Override
        public ClickId id() {
            return click.id();
        }

        @Override
        public String group() {
            return shard.group();
        }
    }

    /** A post, in a group of its own. */
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
