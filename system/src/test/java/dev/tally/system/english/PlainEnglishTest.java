package dev.tally.system.english;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.ProjectRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of comments and documents against the rule of plain English in CONTRIBUTING.md. */
class PlainEnglishTest {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z'-]*");

    /** A habit that makes a sentence hard to read, with the hits per 1,000 words that are allowed. */
    enum Habit {
        CLAUSE_IN_PLACE_OF_A_NOUN(
                1.0,
                "(?i:\\b(what|whatever|who|whoever)\\b)"
                        + "|(?:^|[.:;!?] )(?:How|Where|Which|Of (?:what|which|whom|how|those))\\b"),
        UNNAMED_ACTOR(0.3, "(?i)\\b(nobody|somebody|everybody|anybody)\\b"),
        TELL(0.3, "(?i)\\b(tell|tells|told|telling)\\b");

        private final double most;
        private final Pattern pattern;

        Habit(double most, String pattern) {
            this.most = most;
            this.pattern = Pattern.compile(pattern);
        }

        long hits(Prose.Line line) {
            // A line that continues a sentence has no opening word.
            return pattern.matcher(line.begins() ? line.text() : "x " + line.text())
                    .results()
                    .count();
        }
    }

    @ParameterizedTest
    @EnumSource
    void comments_allFiles_seldomHave(Habit habit) throws IOException {
        check(
                habit,
                Prose.below(ROOT).stream().filter(prose -> !prose.isDocument()).toList());
    }

    @ParameterizedTest
    @EnumSource
    void documents_all_seldomHave(Habit habit) throws IOException {
        check(habit, Prose.below(ROOT).stream().filter(Prose::isDocument).toList());
    }

    /** Tables, code blocks and lines with a link may be longer. */
    @ParameterizedTest
    @ValueSource(ints = 100)
    void documents_prose_wrapsAt(int columns) throws IOException {
        assertThat(Prose.below(ROOT).stream().filter(Prose::isDocument).flatMap(prose -> prose.lines().stream()
                        .filter(line -> line.columns() > columns && !line.hasTableOrLink())
                        .map(line -> prose.place(line) + ": " + line.columns() + " columns")))
                .isEmpty();
    }

    private static void check(Habit habit, List<Prose> texts) {
        List<String> places = new ArrayList<>();
        long hits = 0;
        long words = 0;
        for (Prose prose : texts) {
            for (Prose.Line line : prose.lines()) {
                words += WORD.matcher(line.text()).results().count();
                long found = habit.hits(line);
                if (found > 0) {
                    hits += found;
                    places.add(prose.place(line) + ": " + line.text());
                }
            }
        }
        double rate = 1000.0 * hits / words;
        assertThat(rate)
                .as("%s in %d words, per 1,000:%n%s", habit, words, String.join("\n", places))
                .isLessThanOrEqualTo(habit.most);
        System.out.printf("english: %s hits=%d words=%d per1000=%.2f%n", habit, hits, words, rate);
    }
}
