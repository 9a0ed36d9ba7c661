package dev.tally.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import dev.tally.system.kit.HealthyStack;
import dev.tally.system.kit.TestStack;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Users at their browsers: each press reaches every screen and is counted once, even offline or during a restart. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(HealthyStack.class)
class WebAppIT {

    private static final double MOST_SHIFT = 0.02;

    private final TestStack stack;
    private Chromium chromium;

    WebAppIT(TestStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        chromium = Chromium.open();
    }

    @AfterAll
    void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void press_inOneBrowser_reachesAnotherAndNeverGoesBack() {
        try (Window presser = chromium.window(stack).openLive("");
                Window viewer = chromium.window(stack).openLive("")) {
            long before = presser.count();
            presser.recordNumbers();
            assertThat(presser.pressAndPaint()).isEqualTo(before + 1);
            presser.startPressing(30, 40);
            presser.awaitCount(before + 31);
            viewer.awaitCount(before + 31);
            assertCounted(before + 31);
            assertThat(presser.numbers()).isSorted().last().isEqualTo(before + 31);
            assertThat(viewer.part("viewers")).hasText("2");
            assertThat(presser.part("own-presses")).hasAttribute("data-value", "31");
            assertThat(viewer.part("own-presses")).hasAttribute("data-value", "0");
            presser.open("c/global");
            assertThat(presser.part("latency-last")).containsText("ms");
            presser.page().reload();
            presser.open("");
            assertThat(presser.part("own-presses")).hasAttribute("data-value", "31");
            presser.assertNoErrors();
            viewer.assertNoErrors();
        }
    }

    @Test
    void press_byTwoPeopleAtOnce_isOneStrokeForEachPressOfTheOther() {
        try (Window first = chromium.window(stack).openLive("");
                Window second = chromium.window(stack).openLive("")) {
            long before = first.count();
            first.recordFlights();
            second.recordFlights();
            first.startPressing(12, 200);
            second.startPressing(10, 200);
            first.awaitCount(before + 22);
            second.awaitCount(before + 22);
            first.page().waitForCondition(() -> first.flights() >= 10);
            second.page().waitForCondition(() -> second.flights() >= 12);
            assertThat(first.flights()).isEqualTo(10);
            assertThat(second.flights()).isEqualTo(12);
        }
    }

    @Test
    void press_byTheKeyboard_isAPress() {
        try (Window window = chromium.window(stack).openLive("");
                Window viewer = chromium.window(stack).openLive("")) {
            long before = window.count();
            window.part("press").focus();
            window.page().keyboard().press("Enter");
            window.page().keyboard().press("Space");
            window.awaitCount(before + 2);
            viewer.awaitCount(before + 2);
            assertCounted(before + 2);
        }
    }

    @Test
    void tabs_ofOneBrowser_showTheSame() {
        try (Window first = chromium.window(stack).openLive("");
                Window second = first.tab().openLive("")) {
            long before = first.count();
            first.press();
            second.press();
            first.press();
            first.awaitCount(before + 3);
            second.awaitCount(before + 3);
            assertCounted(before + 3);
        }
    }

    @Test
    void offline_pressesWaitAndAreCountedOnceWhenTheNetworkIsBack() {
        try (Window presser = chromium.window(stack).openLive("");
                Window viewer = chromium.window(stack).openLive("")) {
            long before = presser.count();
            presser.context().setOffline(true);
            for (int press = 0; press < 4; press++) {
                presser.press();
            }
            assertThat(presser.notice("offline")).containsText("4 presses wait here");
            presser.awaitCount(before + 4);
            viewer.awaitCount(before);
            presser.context().setOffline(false);
            viewer.awaitCount(before + 4);
            assertThat(presser.notice("offline")).hasCount(0);
            presser.awaitCount(before + 4);
            assertCounted(before + 4);
        }
    }

    @Test
    void server_restartedWhilePeopleClick_countsEachPressOnce() {
        try (Window presser = chromium.window(stack).openLive("");
                Window viewer = chromium.window(stack).openLive("")) {
            long before = presser.count();
            presser.startPressing(80, 60);
            presser.page().waitForCondition(() -> presser.count() >= before + 10);
            stack.restart(HealthyStack.OPTIONS);
            presser.awaitCount(before + 80);
            viewer.awaitCount(before + 80);
            assertCounted(before + 80);
            assertThat(presser.part("connection")).hasAttribute("data-situation", "live");
        }
    }

    @Test
    void post_writtenByOne_isLikedOnceByAnother() {
        try (Window writer = chromium.window(stack).open("wall");
                Window reader = chromium.window(stack).recordShifts()) {
            writer.part("write").click();
            writer.part("post-title").fill("A");
            writer.part("publish").click();
            assertThat(writer.part("post-title-error")).containsText("at least 2 visible characters; this one has 1");
            writer.part("post-title").fill("Hello <b>wall</b>");
            writer.part("publish").click();
            assertThat(writer.card("Hello <b>wall</b>")).isVisible();

            reader.open("wall");
            assertThat(reader.card("Hello <b>wall</b>")).isVisible();
            assertThat(writer.card("Hello <b>wall</b>").getByTestId("viewers")).hasText("1 watching");
            reader.card("Hello <b>wall</b>").getByTestId("like").click();
            assertVotes(reader, 1, 1);
            assertVotes(writer, 0, 1);
            assertThat(writer.card("Hello <b>wall</b>").getByTestId("viewers")).hasText("2 watching");
            writer.card("Hello <b>wall</b>").getByTestId("like").click();
            assertVotes(reader, 1, 2);

            stack.drain();
            assertThat(reader.shift()).isLessThan(MOST_SHIFT);
            reader.page().reload();
            assertVotes(reader, 1, 2);
            reader.card("Hello <b>wall</b>").getByTestId("dislike").click();
            assertVotes(reader, -1, 0);
            assertVotes(writer, 1, 0);
            reader.card("Hello <b>wall</b>").getByTestId("dislike").click();
            assertVotes(reader, 0, 1);
            assertVotes(writer, 1, 1);
            assertThat(reader.accessibilityFaults()).isEmpty();
            assertThat(reader.shift()).isLessThan(MOST_SHIFT);
            writer.assertNoErrors();
            reader.assertNoErrors();
        }
    }

    /** Asserts the pressed button and the count of the newest post, on the screen of one person. */
    private static void assertVotes(Window window, int mine, int count) {
        assertThat(window.part("like")).hasAttribute("aria-pressed", String.valueOf(mine == 1));
        assertThat(window.part("dislike")).hasAttribute("aria-pressed", String.valueOf(mine == -1));
        window.awaitCount(count);
    }

    @Test
    void counterPage_shared_showsWindowsHistoryAndRate() {
        try (Window presser = chromium.window(stack).openLive("c/shared.link");
                Window guest = chromium.window(stack)) {
            long minute = Instant.now().getEpochSecond() / 60;
            presser.part("increment").click();
            presser.part("increment").click();
            presser.part("decrement").click();
            presser.awaitCount(1);
            guest.page().navigate(presser.page().url());
            guest.awaitCount(1);
            for (String window : new String[] {"window-5m", "window-10m"}) {
                assertThat(guest.part(window)).containsText("+1");
            }
            // The first window is the current minute of the clock, which may have changed since the presses.
            assertThat(guest.part("window-1m").textContent())
                    .satisfiesAnyOf(text -> assertThat(text).contains("+1"), text -> assertThat(
                                    Instant.now().getEpochSecond() / 60)
                            .isGreaterThan(minute));
            assertThat(guest.part("chart")).isVisible();
            assertThat(presser.part("latency-last")).containsText("ms");
            guest.assertNoErrors();
        }
    }

    @Test
    void unknownPath_openedByAPerson_leadsBack() {
        try (Window window = chromium.window(stack)) {
            assertThat(window.openPath("/some/path?query=1")).isEqualTo(404);
            assertThat(window.part("unknown")).containsText("/some/path");
            window.part("unknown").getByRole(AriaRole.LINK).click();
            assertThat(window.part("press")).isVisible();
            assertThat(window.page().url()).endsWith("/#/");
            window.assertNoErrors();
        }
    }

    @Test
    void language_german_isTheLanguageOfThePage() {
        try (Window window = chromium.window(stack, new Browser.NewContextOptions().setLocale("de-DE"))
                .openLive("")) {
            assertThat(window.part("press")).hasAccessibleName("Dr\u00fccken");
            assertThat(window.page().locator("html")).hasAttribute("lang", "de");
        }
    }

    @Test
    void reducedMotion_press_movesNothing() {
        try (Window window = chromium.window(stack).openLive("");
                Window viewer = chromium.window(stack).openLive("")) {
            window.press();
            window.page().waitForCondition(() -> !window.moving().isEmpty());
            window.page().waitForCondition(() -> window.moving().isEmpty());
            window.page().emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
            long before = window.count();
            window.press();
            window.awaitCount(before + 1);
            assertThat(window.moving()).isEmpty();
            viewer.awaitCount(before + 1);
        }
    }

    /** Asserts the count in the stack, because the presser's window shows a press before it is sent. */
    private void assertCounted(long count) {
        stack.drain();
        assertThat(stack.counted("global")).isEqualTo(count);
    }
}
