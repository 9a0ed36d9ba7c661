package dev.tally.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.system.browser.Site.Answer;
import dev.tally.system.kit.HealthyStack;
import dev.tally.system.kit.Npm;
import dev.tally.system.kit.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The first example in the README of the browser client, on a page of another origin. */
@ExtendWith(HealthyStack.class)
class ReadmeExampleIT {

    private static final Path CLIENT = Npm.web("client");
    private static final Pattern FIRST_EXAMPLE = Pattern.compile("```js\n(.*?)```", Pattern.DOTALL);

    /** The address of the stack in the README. */
    private static final String STACK = "http://localhost:8080";

    private static final int PRESSES = 12;

    private static final String PAGE =
            """
            <!doctype html>
            <title>Likes</title>
            <script type="importmap">{"imports": {"@tally/client": "/client/index.js"}}</script>
            <button>Like</button> <output></output>
            <script>
              window.numbers = [];
              new MutationObserver(() => window.numbers.push(document.querySelector('output').textContent))
                .observe(document.querySelector('output'), { childList: true });
            </script>
            <script type="module">%s</script>
            """;

    @Test
    void readmeExample_twelvePresses_neverFalls(TestStack stack) throws IOException {
        Matcher example = FIRST_EXAMPLE.matcher(Files.readString(CLIENT.resolve("README.md")));
        assertThat(example.find()).isTrue();
        assertThat(example.group(1)).contains(STACK);
        String page =
                PAGE.formatted(example.group(1).replace(STACK, stack.endpoint().toString()));

        try (Site site = Site.open(path ->
                        path.startsWith("/client/") ? script(path) : new Answer("text/html; charset=utf-8", page));
                Chromium chromium = Chromium.open();
                Window window = chromium.window(stack)) {
            window.page().navigate(site.url("/"));
            window.page().waitForCondition(() -> !numbers(window).isEmpty());
            long before = numbers(window).get(0);
            for (int press = 0; press < PRESSES; press++) {
                window.page().locator("button").click();
            }
            stack.awaitCounted("likes", before + PRESSES);
            window.page().waitForCondition(() -> numbers(window).contains(before + PRESSES));
            assertThat(numbers(window)).isSorted().endsWith(before + PRESSES);
            window.assertNoErrors();
        }
    }

    private static Answer script(String path) throws IOException {
        String file = path.substring("/client/".length());
        return new Answer(
                "text/javascript", Files.readString(CLIENT.resolve("dist").resolve(file)));
    }

    /** Returns the numbers that the page has shown, without the dash before the first one. */
    private static List<Long> numbers(Window window) {
        return ((List<?>) window.page().evaluate("() => window.numbers"))
                .stream()
                        .map(String.class::cast)
                        .filter(shown -> !shown.equals("\u2013"))
                        .map(Long::valueOf)
                        .toList();
    }
}
