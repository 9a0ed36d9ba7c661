package dev.tally.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The page's load generator at 600 clicks a minute, for {@code -Dgenerator.clicks}. Each is accepted and counted once.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("slow")
class GeneratorIT {

    /** The clicks of one minute. */
    private static final int CLICKS = Integer.getInteger("generator.clicks", 600);

    private static final double TIMEOUT_MS = 180_000;

    @Test
    void generator_atSixHundredAMinute_allAreAcceptedAndCountedOnce() {
        try (Chromium chromium = Chromium.open();
                TestStack stack = TestStack.start(TestOptions.DEFAULT);
                Window window = chromium.window(stack).open("generator")) {
            window.part("generator-row").getByRole(AriaRole.TEXTBOX).fill("600");
            window.part("start").click();
            window.page()
                    .waitForCondition(
                            () -> sum(window, "asked") >= CLICKS,
                            new Page.WaitForConditionOptions().setTimeout(TIMEOUT_MS));
            window.part("stop").click();
            assertThat(window.part("verdict")).containsText("Every accepted click was counted, exactly once");

            long asked = sum(window, "asked");
            assertThat(sum(window, "accepted")).isEqualTo(asked);
            assertThat(sum(window, "counted")).isEqualTo(asked);
            stack.drain();
            assertThat(stack.counted("global")).isEqualTo(asked);
            window.assertNoErrors();
        }
    }

    private static long sum(Window window, String part) {
        return Long.parseLong(window.part("sum-" + part).textContent().replaceAll("\\D", ""));
    }
}
