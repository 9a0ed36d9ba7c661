package dev.tally.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import dev.tally.system.kit.HealthyStack;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each state of the page: its text, its accessibility, and its fit from 320 to 2560 px. {@code target/screens} keeps the
 * screenshots: four widths, light, dark, in forced colours, and from right to left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(HealthyStack.class)
@Tag("slow")
class ScreensIT {

    private static final Path SCREENS = Path.of("target", "screens");
    private static final String CLICKS = "**/clicks";
    private static final String PROBLEM =
            "{\"type\":\"urn:tally:problem:%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}";

    /** The heights by width, from the narrowest phone to a wide monitor. */
    private static final Map<Integer, Integer> SIZES = new TreeMap<>(Map.of(320, 568, 390, 844, 1280, 800, 2560, 1440));

    /** A set of colours and a direction of the text. */
    private enum Look {
        DARK(ColorScheme.DARK, ForcedColors.NONE, "ltr"),
        LIGHT(ColorScheme.LIGHT, ForcedColors.NONE, "ltr"),
        FORCED(ColorScheme.LIGHT, ForcedColors.ACTIVE, "ltr"),
        RTL(ColorScheme.LIGHT, ForcedColors.NONE, "rtl");

        private final ColorScheme scheme;
        private final ForcedColors colors;
        private final String direction;

        Look(ColorScheme scheme, ForcedColors colors, String direction) {
            this.scheme = scheme;
            this.colors = colors;
            this.direction = direction;
        }

        void apply(Window window) {
            window.setForcedColors(colors);
            window.setDirection(direction);
        }
    }

    private final TestStack stack;
    private Chromium chromium;

    ScreensIT(TestStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() throws IOException {
        chromium = Chromium.open();
        Files.createDirectories(SCREENS);
        Presser presser = new Presser(stack);
        for (int press = 0; press < 12; press++) {
            presser.press("global", 107);
        }
        stack.settle();
    }

    @AfterAll
    void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void button_live() {
        try (Window window = chromium.window(stack).openLive("")) {
            window.press();
            window.awaitCount(window.count());
            assertThat(window.part("notice")).hasCount(0);
            checkAndCapture(window, "button");
        }
    }

    @Test
    void button_pressedInARow_fillsTheRing() {
        try (Window window = chromium.window(stack).openLive("")) {
            window.setAppearance(1280, 800, ColorScheme.LIGHT, ReducedMotion.NO_PREFERENCE);
            window.startPressing(40, 60);
            assertThat(window.part("combo")).hasAttribute("data-level", "25");
            window.screenshot(SCREENS.resolve("combo.png"));
        }
    }

    @Test
    void button_goalReached_isCelebrated() {
        Presser presser = new Presser(stack);
        try (Window window = chromium.window(stack).openLive("")) {
            window.setAppearance(1280, 800, ColorScheme.LIGHT, ReducedMotion.NO_PREFERENCE);
            long count = window.count();
            long goal = count < 5_000 ? 5_000 : count < 10_000 ? 10_000 : 50_000;
            for (long left = goal - count; left > 0; left -= 1_000) {
                presser.press("global", (int) Math.min(1_000, left));
            }
            assertThat(window.part("goal")).hasAttribute("data-milestone", String.valueOf(goal));
            assertThat(window.part("confetti")).isVisible();
            window.screenshot(SCREENS.resolve("milestone.png"));
        }
    }

    @Test
    void unknownPath_openedByAPerson_isAPage() {
        try (Window window = chromium.window(stack)) {
            assertThat(window.openPath("/some/path")).isEqualTo(404);
            assertThat(window.part("unknown")).containsText("/some/path");
            checkAndCapture(window, "unknown");
        }
    }

    @Test
    void counter_neverPressed_explainsTheEmptyHistory() {
        try (Window window = chromium.window(stack).open("c/never.pressed")) {
            assertThat(window.part("chart-empty")).containsText("No presses in the last hour");
            checkAndCapture(window, "counter-empty");
            window.part("embed").click();
            assertThat(window.part("embed-lines")).containsText("<tally-button counter=\"never.pressed\">");
            checkAndCapture(window, "counter-embed");
        }
    }

    @Test
    void connecting_toAServerThatDoesNotAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Window window = chromium.window(stack, new Browser.NewContextOptions().setBypassCSP(true))) {
            String config = "{\"httpUrl\":\"\",\"wsUrl\":\"ws://127.0.0.1:" + silent.getLocalPort() + "\"}";
            window.answer("**/config.json", 200, Map.of("Content-Type", "application/json"), config);
            window.open("");
            assertThat(window.notice("connecting")).containsText("You can press now");
            checkAndCapture(window, "connecting");
        }
    }

    @Test
    void offline_showsTheWaitingPresses() {
        try (Window window = chromium.window(stack).openLive("")) {
            window.context().setOffline(true);
            window.press();
            window.press();
            window.press();
            assertThat(window.notice("offline")).containsText("3 presses wait here");
            checkAndCapture(window, "offline");
        }
    }

    @Test
    void rateLimited_showsTheNextTry() {
        try (Window window = chromium.window(stack).openLive("")) {
            window.answer(
                    CLICKS, 429, problem("Retry-After", "25"), problem("rate-limited", "Too many requests", 429, ""));
            window.press();
            assertThat(window.notice("rate-limited")).containsText("will be sent in 2");
            checkAndCapture(window, "rate-limited");
        }
    }

    @Test
    void serverDown_showsTheNextTry() {
        try (Window window = chromium.window(stack).openLive("")) {
            window.answer(CLICKS, 503, problem("Retry-After", "25"), problem("unavailable", "Unavailable", 503, ""));
            window.press();
            assertThat(window.notice("server-down")).containsText("Next try in 2");
            checkAndCapture(window, "server-down");
        }
    }

    @Test
    void retryWindowClosed_showsTheLostPressUntilItIsDismissed() {
        try (Window window = chromium.window(stack).openLive("")) {
            window.answer(
                    CLICKS,
                    409,
                    problem("Cache-Control", "no-store"),
                    problem("retry-window-closed", "Retry window closed", 409, "the key is older than 4 minutes"));
            window.press();
            assertThat(window.notice("late")).containsText("1 press could not be sent in time");
            checkAndCapture(window, "retry-window-closed");
            window.notice("late").getByText("Understood").click();
            assertThat(window.notice("late")).hasCount(0);
        }
    }

    @Test
    void wall_emptyThenWritten() {
        try (Window window = chromium.window(stack)) {
            window.answer(
                    "**/v1/posts*", 200, Map.of("Content-Type", "application/json"), "{\"posts\":[],\"next\":null}");
            window.open("wall");
            assertThat(window.part("empty-wall")).containsText("Write the first post");
            checkAndCapture(window, "wall-empty");
            window.part("write").click();
            window.part("publish").click();
            assertThat(window.part("post-title-error")).containsText("at least 2 visible characters");
            checkAndCapture(window, "post-form-rejected");
        }
        try (Window window = chromium.window(stack).open("wall")) {
            for (String title : new String[] {"Tea or coffee?", "Ship it on Friday", "The bike shed should be green"}) {
                window.part("write").click();
                window.part("post-title").fill(title);
                window.part("post-content").fill("Say what you think of it: one press up, one press down.");
                window.part("publish").click();
                assertThat(window.card(title)).isVisible();
                window.card(title)
                        .getByTestId(title.startsWith("Ship") ? "dislike" : "like")
                        .click();
            }
            assertThat(window.card("Tea or coffee?").getByTestId("count")).hasAttribute("data-value", "1");
            assertThat(window.card("Ship it on Friday").getByTestId("count")).hasAttribute("data-value", "-1");
            checkAndCapture(window, "wall");
            window.card("Ship it on Friday").getByRole(AriaRole.LINK).click();
            assertThat(window.part("dislike")).hasAttribute("aria-pressed", "true");
            assertThat(window.part("chart")).isVisible();
            checkAndCapture(window, "counter-votes");
        }
    }

    @Test
    void wall_unreadable_showsAnError() {
        try (Window window = chromium.window(stack)) {
            window.answer(
                    "**/v1/posts*", 503, problem("Retry-After", "5"), problem("unavailable", "Unavailable", 503, ""));
            window.open("wall");
            assertThat(window.part("wall-failed")).containsText("We try again every five seconds");
            checkAndCapture(window, "wall-failed");
        }
    }

    @Test
    void wall_notLoaded_showsAnError() {
        try (Window window = chromium.window(stack)) {
            remove(window, "WallPage");
            window.open("wall");
            assertThat(window.part("not-loaded")).containsText("This part could not be loaded");
            checkAndCapture(window, "wall-not-loaded");
        }
    }

    @Test
    void counter_live() {
        try (Window window = chromium.window(stack).openLive("c/global")) {
            assertThat(window.part("chart")).isVisible();
            checkAndCapture(window, "counter");
        }
    }

    @Test
    void counter_withoutItsChart_showsAnError() {
        try (Window window = chromium.window(stack)) {
            remove(window, "Chart");
            window.openLive("c/global");
            assertThat(window.part("not-loaded")).containsText("This part could not be loaded");
            checkAndCapture(window, "counter-not-loaded");
        }
    }

    @Test
    void generator_idle() {
        try (Window window = chromium.window(stack).open("generator")) {
            assertThat(window.part("start")).isEnabled();
            checkAndCapture(window, "generator");
        }
    }

    /** Checks the rules for every state, and stores the screenshots. */
    private static void checkAndCapture(Window window, String state) {
        window.page().waitForCondition(() -> window.moving().isEmpty());
        for (Look look : Look.values()) {
            look.apply(window);
            String name = state + "-" + look.name().toLowerCase(Locale.ROOT);
            SIZES.forEach((width, height) -> {
                window.setAppearance(width, height, look.scheme, ReducedMotion.REDUCE);
                window.screenshot(SCREENS.resolve(name + "-" + width + ".png"));
                assertThat(window.fits()).as("%s fits %d px", name, width).isTrue();
            });
            assertThat(window.accessibilityFaults()).as(name).isEmpty();
        }
        Look.LIGHT.apply(window);
    }

    /** Removes a part of the page, as a newer release does for an open page. */
    private static void remove(Window window, String part) {
        window.answer("**/" + part + "-*.js", 404, Map.of("Content-Type", "text/plain"), "removed by a release");
    }

    private static Map<String, String> problem(String header, String value) {
        return Map.of("Content-Type", "application/problem+json", header, value);
    }

    private static String problem(String type, String title, int status, String detail) {
        return PROBLEM.formatted(type, title, status, detail);
    }
}
