package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PostTest {

    @Test
    void isTitle_lengthInCharacters_2To100() {
        assertThat(Post.isTitle("a")).isFalse();
        assertThat(Post.isTitle("ab")).isTrue();
        assertThat(Post.isTitle("\uD83D\uDE00".repeat(100))).isTrue();
        assertThat(Post.isTitle("a".repeat(101))).isFalse();
        assertThat(Post.isTitle("   ")).isFalse();
    }

    @Test
    void isContent_lengthInCharacters_upTo1000() {
        assertThat(Post.isContent("")).isTrue();
        assertThat(Post.isContent("\uD83D\uDE00".repeat(1000))).isTrue();
        assertThat(Post.isContent("1".repeat(1001))).isFalse();
    }

    @Test
    void isUnicode_charactersThatSqsRejects_isFalse() {
        assertThat(Post.isUnicode("a \uD83D\uDE00\n\u0001")).isTrue();
        assertThat(Post.isUnicode("a \uD83D b")).isFalse();
        assertThat(Post.isUnicode("\uDE00\uD83D")).isFalse();
        assertThat(Post.isUnicode("\uFFFE")).isFalse();
        assertThat(Post.isUnicode("\uFFFF")).isFalse();
        assertThatThrownBy(() -> new Post(Fixtures.idAt(Fixtures.NOW), "ab\uFFFF", "1234567890"))
                .hasMessageContaining(Post.UNICODE_RULE);
    }

    @Test
    void new_brokenRule_isNamed() {
        assertThatThrownBy(() -> new Post(Fixtures.idAt(Fixtures.NOW), "a", "1234567890"))
                .hasMessageContaining(Post.TITLE_RULE);
    }

    @Test
    void counter_ofAPost_takesVotesUpAndDown() {
        ClickId id = Fixtures.idAt(Fixtures.NOW);
        assertThat(new Post(id, "ab", "1234567890").counter().value()).isEqualTo("updown~" + id);
    }
}
