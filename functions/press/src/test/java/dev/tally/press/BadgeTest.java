package dev.tally.press;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.CounterId;
import dev.tally.counter.Fixtures;
import dev.tally.counter.Minutes;
import dev.tally.press.ApiClient.Answer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The badge of a counter. */
@QuarkusTest
class BadgeTest {

    @Inject
    ApiClient api;

    @Inject
    FakeTable table;

    @BeforeEach
    void reset() {
        table.reset();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7",
        "-7, -7",
        "999, 999",
        "1000, 1k",
        "1049, 1k",
        "1050, 1k",
        "1100, 1.1k",
        "-1999, -1.9k",
        "12345, 12.3k",
        "99999, 99.9k",
        "100000, 100k",
        "999999, 999k",
        "1000000, 1M",
        "-34567890, -34.5M",
        "9223372036854775807, 9.2E",
        "-9223372036854775808, -9.2E",
    })
    void compact_count_isShortAndNeverRoundedUp(long count, String text) {
        assertThat(Badge.compact(count)).isEqualTo(text);
    }

    @Test
    void get_label_isShownWithTheCompactCountAndTheExactOneInTheTitle() throws Exception {
        publish("likes", 12_345);

        Document badge = parse(api.get("/v1/counters/likes/badge.svg?label=people+like%20it"));

        assertThat(texts(badge, "text")).containsExactly("people like it", "12.3k");
        assertThat(texts(badge, "title")).containsExactly("people like it: 12345");
        assertThat(badge.getDocumentElement().getAttribute("aria-label")).isEqualTo("people like it: 12.3k");
    }

    @Test
    void get_unknownCounter_isZeroUnderItsId() throws Exception {
        assertThat(texts(parse(api.get("/v1/counters/never/badge.svg")), "text"))
                .containsExactly("never", "0");
    }

    @Test
    void get_emptyLabel_isNone() throws Exception {
        assertThat(texts(parse(api.get("/v1/counters/likes/badge.svg?label=")), "text"))
                .containsExactly("likes", "0");
    }

    @Test
    void get_longIdWithoutALabel_isShortened() throws Exception {
        String label = texts(parse(api.get("/v1/counters/" + "a".repeat(96) + "/badge.svg")), "text")[0];

        assertThat(label).isEqualTo("a".repeat(39) + "\u2026");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"/><script>alert(1)</script>",
                "' onload='alert(1)",
                "</title></svg><img src=x>",
                "&amp;&lt;&#60;",
                "]]><!--",
                "<?xml-stylesheet href='x'?>",
                "%1$s %n %d $1 \\",
                "\uD83D\uDC4D\u4e2d\u05d0\u00fc",
            })
    void get_anyLabel_isTextAndNothingElse(String label) throws Exception {
        Answer answer = api.get("/v1/counters/likes/badge.svg?label=" + encoded(label));
        Document badge = parse(answer);

        assertThat(texts(badge, "text")[0]).isEqualTo(label);
        assertThat(names(badge)).containsOnly("svg", "title", "rect", "path", "g", "text");
        assertThat(answer.text()).doesNotContain("<!", "<?", "url(", "style=");
    }

    @Test
    void get_anyBadge_isAPictureThatRunsNoScript() {
        Answer answer = api.get("/v1/counters/likes/badge.svg");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("image/svg+xml");
        assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=5");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "%E2%80%8B", "a%00b", "a%0Ab", "a%09b", "%E2%80%AEa", "%EF%BF%BE"})
    void get_labelThatBreaksTheRule_400NamesIt(String label) {
        Answer answer = api.get("/v1/counters/likes/badge.svg?label=" + label);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("field").asText()).isEqualTo("label");
        assertThat(answer.json().get("detail").asText()).contains("1 to 40");
    }

    @Test
    void get_labelOf41Characters_400() {
        String face = encoded("\uD83D\uDE00");
        assertThat(api.get("/v1/counters/likes/badge.svg?label=" + face.repeat(40))
                        .status())
                .isEqualTo(200);
        assertThat(api.get("/v1/counters/likes/badge.svg?label=" + face.repeat(41))
                        .status())
                .isEqualTo(400);
    }

    private void publish(String counter, long count) {
        table.publish(Fixtures.total(new CounterId(counter), count, 1, new Minutes(new TreeMap<>()), NOW, NOW));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Document parse(Answer answer) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(answer.text().getBytes(StandardCharsets.UTF_8)));
    }

    private static String[] texts(Document badge, String name) {
        String[] texts = new String[badge.getElementsByTagName(name).getLength()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = badge.getElementsByTagName(name).item(i).getTextContent();
        }
        return texts;
    }

    private static String[] names(Document badge) {
        String[] names = new String[badge.getElementsByTagName("*").getLength()];
        for (int i = 0; i < names.length; i++) {
            names[i] = ((Element) badge.getElementsByTagName("*").item(i)).getTagName();
        }
        return names;
    }
}
