package dev.tally.counter;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store of posts. Every call throws {@link StoreUnavailableException} if the store does not answer in time. */
public interface PostStore {

    /** Writes a post unless a post with its id exists or was deleted. Returns whether it wrote. */
    boolean write(Post post);

    /** Deletes a post. Returns whether the store has or had a post with the id. */
    boolean delete(ClickId id, Instant now);

    Optional<Post> find(ClickId id);

    /**
     * Returns posts, newest first.
     *
     * @param limit the most posts to return, at least 1
     * @param before only posts older than this one, null for the newest
     */
    List<Post> newest(int limit, @Nullable ClickId before);
}
