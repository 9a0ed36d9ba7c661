package dev.tally.counter;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Posts in memory, under the rules of {@link PostStore}. */
public final class InMemoryPostStore implements PostStore {

    private final NavigableMap<ClickId, Post> posts = new TreeMap<>();

    @Override
    public synchronized boolean write(Post post) {
        return posts.putIfAbsent(post.id(), post) == null;
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
