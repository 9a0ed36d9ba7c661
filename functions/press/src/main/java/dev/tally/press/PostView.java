package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.Post;
import dev.tally.counter.Total;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A post with its total, as clients read it. */
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
     * @param next the cursor of the page after this one, null on the last
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
