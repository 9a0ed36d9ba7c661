package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.Post;
import dev.tally.counter.Total;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A post with the votes for it, in an answer.
 *
 * @param counter the id of its counter
 * @param count the voters for the post minus the voters against it
 */
record PostView(
        @JsonProperty("id") String id,
        @JsonProperty("title") String title,
        @JsonProperty("content") String content,
        @JsonProperty("createdAt") String createdAt,
        @JsonProperty("counter") String counter,
        @JsonProperty("count") long count,
        @JsonProperty("up") long up,
        @JsonProperty("down") long down,
        @JsonProperty("version") long version) {

    /**
     * A page of posts.
     *
     * @param next the cursor of the next page, null on the last page
     */
    record Page(@JsonProperty("posts") List<PostView> posts, @JsonProperty("next") @Nullable String next) {}

    static PostView of(Post post, Total total) {
        return new PostView(
                post.id().toString(),
                post.title(),
                post.content(),
                post.createdAt().toString(),
                total.counter().value(),
                total.count(),
                total.voters().up(),
                total.voters().down(),
                total.version());
    }
}
