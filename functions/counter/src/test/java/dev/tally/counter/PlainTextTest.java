package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                ' ', '\t', '\n', 0x0, 0x7, 0x7f, 0x85, 0xa0, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x1680, 0x17b4, 0x180b,
                0x180e, 0x2000, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202f, 0x2060, 0x2064, 0x205f,
                0x2800, 0x3000, 0x3164, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xe0001, 0xe0100
            })
    void visibleLength_invisibleCharacters_doNotCountAtTheEnds(int character) {
        String invisible = Character.toString(character).repeat(3);
        assertThat(PlainText.visibleLength(invisible)).isZero();
        assertThat(PlainText.visibleLength(invisible + "ab" + invisible)).isEqualTo(2);
        assertThat(Post.isTitle(invisible)).isFalse();
        assertThat(Post.isTitle("a" + invisible)).isFalse();
    }

    @Test
    void visibleLength_visibleCharacters_areCounted() {
        assertThat(PlainText.visibleLength("\uD83D\uDE00 \u00fc\u0308\u05d0\u4e2d"))
                .isEqualTo(6);
        assertThat(PlainText.visibleLength(" ".repeat(100_000) + "a" + " ".repeat(100_000) + "b"))
                .isEqualTo(100_002);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x0, 0x7, 0x1b, 0x7f, 0x85, 0x9f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069
            })
    void isLines_controlAndReversingCharacters_isFalse(int character) {
        String text = "a text " + Character.toString(character) + " of some length";
        assertThat(PlainText.isLine(text)).isFalse();
        assertThat(PlainText.isLines(text)).isFalse();
    }

    @Test
    void isLine_tabAndLineBreaks_areForLinesOnly() {
        assertThat(PlainText.isLine("a\tb")).isFalse();
        assertThat(PlainText.isLine("a\nb")).isFalse();
        assertThat(PlainText.isLines("a\tb\r\nc")).isTrue();
    }

    @Test
    void isLine_writingFromRightToLeft_isTrue() {
        assertThat(PlainText.isLine(
                        "\u05e9\u05dc\u05d5\u05dd \u200f(\u200e1\u200f) \u061c\uD83D\uDC68\u200d\uD83D\uDCBB"))
                .isTrue();
    }
}
