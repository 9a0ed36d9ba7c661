package dev.tally.counter;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where posts are kept. Every call throws {@link StoreUnavailableException} if the store does not answer in time. */
public interface PostStore {

    /** Writes a post unless one of its id is there; returns whether it wrote. */
    boolean write(Post post);

    Optional<Post> find(ClickId id);

    /**
     * Posts, newest first.
     *
     * @param limit how many at the most, at least 1
     * @param before only posts older than this one, null for the newest
     */
    List<Post> newest(int limit, @Nullable ClickId before);
}
