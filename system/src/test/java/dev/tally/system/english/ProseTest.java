package dev.tally.system.english;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProseTest {

    @TempDir
    private Path root = Path.of("");

    @Test
    void below_java_readsCommentsAndNoLiterals() throws IOException {
        assertThat(
                        texts(
                                "A.java",
                                """
                        /** Returns {@code who} asks. */
                        String url = "https://example.com // what"; // The address.
                        String block = \"""
                            // nobody
                            \""";
                        """))
                .containsExactly("Returns X asks.", "The address.");
    }

    @Test
    void below_markdown_readsNoCodeBlock() throws IOException {
        assertThat(texts("a.md", "# A title\n\nA text with `code`.\n\n```\nwhat\n```\n"))
                .containsExactly("A title", "A text with X.");
    }

    @Test
    void below_terraform_readsCommentsDescriptionsAndMessages() throws IOException {
        assertThat(texts("a.tf", "# A comment.\nvariable \"a\" {\n  description = \"The first letter.\"\n}\n"))
                .containsExactly("A comment.", "The first letter.");
    }

    @Test
    void below_buildOutput_isLeftOut() throws IOException {
        Files.createDirectories(root.resolve("target"));
        Files.writeString(root.resolve("target/A.java"), "// what");

        assertThat(Prose.below(root)).isEmpty();
    }

    @Test
    void begins_continuedSentence_isFalse() throws IOException {
        write("A.java", "// A sentence that goes on.\n// Which begins. It\n// Where not.\n");

        assertThat(Prose.below(root).get(0).lines())
                .extracting(Prose.Line::begins)
                .containsExactly(true, true, false);
    }

    private List<String> texts(String name, String content) throws IOException {
        write(name, content);
        return Prose.below(root).get(0).lines().stream()
                .map(Prose.Line::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(root.resolve(name), content);
    }
}
