package dev.tally.counter;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Posts in memory, under the rules of {@link PostStore}. */
public final class InMemoryPostStore implements PostStore {

    private final NavigableMap<ClickId, Post> posts = new TreeMap<>();
    private final Set<ClickId> deleted = new HashSet<>();

    @Override
    public synchronized boolean write(Post post) {
        return !deleted.contains(post.id()) && posts.putIfAbsent(post.id(), post) == null;
    }

    @Override
    public synchronized boolean delete(ClickId id, Instant now) {
        if (posts.remove(id) != null) {
            deleted.add(id);
        }
        return deleted.contains(id);
    }

    @Override
    public synchronized Optional<Post> find(ClickId id) {
        return Optional.ofNullable(posts.get(id));
    }

    @Override
    public synchronized List<Post> newest(int limit, @Nullable ClickId before) {
        NavigableMap<ClickId, Post> older = before == null ? posts : posts.headMap(before, false);
        return older.descendingMap().values().stream().limit(limit).toList();
    }
}
