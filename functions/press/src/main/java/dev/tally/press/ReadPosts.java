package dev.tally.press;

import dev.tally.counter.ClickId;
import dev.tally.counter.Post;
import dev.tally.counter.PostStore;
import dev.tally.counter.Published;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The reads of posts with their totals, and the deletion of posts. */
@Singleton
class ReadPosts {

    private static final Logger LOG = Logger.getLogger(ReadPosts.class);

    private final PostStore posts;
    private final ReadTotals readTotals;
    private final Clock clock;

    ReadPosts(PostStore posts, ReadTotals readTotals, Clock clock) {
        this.posts = posts;
        this.readTotals = readTotals;
        this.clock = clock;
    }

    Optional<PostView> find(ClickId id) {
        return posts.find(id)
                .map(post -> PostView.of(post, readTotals.read(post.counter()).total()));
    }

    /** Deletes a post. Returns whether a post has or had the id. */
    boolean delete(ClickId id) {
        boolean known = posts.delete(id, clock.instant());
        LOG.infof("post.%s postId=%s", known ? "deleted" : "unknown", id);
        return known;
    }

    /** Returns a page of posts, newest first, starting after the post that the cursor names. */
    PostView.Page page(int limit, @Nullable ClickId cursor) {
        // One post more than the limit, if it exists, means that there is a next page.
        List<Post> found = posts.newest(limit + 1, cursor);
        List<Post> page = found.subList(0, Math.min(limit, found.size()));
        List<Published> published =
                readTotals.read(page.stream().map(Post::counter).toList());
        List<PostView> views = IntStream.range(0, page.size())
                .mapToObj(index ->
                        PostView.of(page.get(index), published.get(index).total()))
                .toList();
        String next = found.size() > limit ? page.get(limit - 1).id().toString() : null;
        return new PostView.Page(views, next);
    }
}
