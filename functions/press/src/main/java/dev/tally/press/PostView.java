package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.Post;
import dev.tally.counter.Total;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A post with its total, in an answer. */
record PostView(
        @JsonProperty("id") String id,
        @JsonProperty("title") String title,
        @JsonProperty("content") String content,
        @JsonProperty("createdAt") String createdAt,
        @JsonProperty("count") long count,
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
                total.count(),
                total.version());
    }
}
