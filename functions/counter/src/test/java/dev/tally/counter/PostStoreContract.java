package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.idAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules of every {@link PostStore}, as tests that each implementation's test extends. */
public abstract class PostStoreContract {

    /** Returns an empty store. */
    protected abstract PostStore store();

    @Test
    void write_twice_writesTheFirst() {
        PostStore store = store();
        ClickId id = idAt(NOW);
        Post first = new Post(id, "first", "the first of two");
        assertThat(store.write(first)).isTrue();
        assertThat(store.write(new Post(id, "second", "the second of two"))).isFalse();
        assertThat(store.find(id)).contains(first);
    }

    @Test
    void find_unknown_empty() {
        assertThat(store().find(idAt(NOW))).isEmpty();
    }

    @Test
    void delete_post_isGoneAndNotWrittenAgain() {
        PostStore store = store();
        Post post = new Post(idAt(NOW), "first", "the first of two");
        store.write(post);
        assertThat(store.delete(post.id(), NOW)).isTrue();
        assertThat(store.find(post.id())).isEmpty();
        assertThat(store.write(post)).isFalse();
        assertThat(store.find(post.id())).isEmpty();
        assertThat(store.delete(post.id(), NOW)).isTrue();
    }

    @Test
    void delete_unknown_changesNothing() {
        PostStore store = store();
        Post post = new Post(idAt(NOW), "first", "the first of two");
        assertThat(store.delete(post.id(), NOW)).isFalse();
        assertThat(store.write(post)).isTrue();
    }

    @Test
    void newest_someDeleted_fillsThePage() {
        PostStore store = store();
        List<Post> posts = IntStream.range(0, 6)
                .mapToObj(age -> new Post(idAt(NOW.minusSeconds(age)), "post " + age, "content of " + age))
                .toList();
        posts.forEach(store::write);
        List.of(0, 1, 3).forEach(place -> store.delete(posts.get(place).id(), NOW));

        assertThat(store.newest(2, null)).containsExactly(posts.get(2), posts.get(4));
        assertThat(store.newest(2, posts.get(4).id())).containsExactly(posts.get(5));
    }

    @Test
    void newest_pageByPage_isAllInOrderOfTime() {
        PostStore store = store();
        List<Post> posts = IntStream.range(0, 5)
                .mapToObj(age -> new Post(idAt(NOW.minusSeconds(age)), "post " + age, "content of " + age))
                .toList();
        List.of(3, 0, 4, 1, 2).forEach(place -> store.write(posts.get(place)));

        assertThat(store.newest(3, null)).isEqualTo(posts.subList(0, 3));
        assertThat(store.newest(3, posts.get(2).id())).isEqualTo(posts.subList(3, 5));
        assertThat(store.newest(3, posts.get(4).id())).isEmpty();
    }

    @Test
    void newest_manyPosts_pagesAreAllInOrderOfTime() {
        PostStore store = store();
        List<Post> posts = IntStream.range(0, 40)
                .mapToObj(age -> new Post(idAt(NOW.minusSeconds(age)), "post " + age, "content of " + age))
                .toList();
        posts.forEach(store::write);
        List<Post> read = new ArrayList<>();
        for (List<Post> page = store.newest(7, null); !page.isEmpty(); page = store.newest(7, last(page))) {
            read.addAll(page);
        }
        assertThat(read).isEqualTo(posts);
    }

    private static ClickId last(List<Post> page) {
        return page.get(page.size() - 1).id();
    }
}
