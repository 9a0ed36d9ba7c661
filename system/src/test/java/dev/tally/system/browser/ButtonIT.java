package dev.tally.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import dev.tally.system.browser.Site.Answer;
import dev.tally.system.kit.HealthyStack;
import dev.tally.system.kit.TestStack;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The button on a page of another origin, which contains the two lines of {@code web/button/README.md}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(HealthyStack.class)
class ButtonIT {

    /** The limit of {@code tally.js}, compressed. */
    private static final int MAX_BYTES = 12_000;

    private static final Path SCREENS = Path.of("target", "screens");

    private static final String LINES =
            """
            <script type="module" src="{stack}/tally.js"></script>
            <tally-button counter="{counter}" icon="heart" label="Like"><a href="{stack}/#/c/{counter}">Like</a></tally-button>
            """;

    private static final String PAGE =
            """
            <!doctype html>
            <html lang="en">
              <head><meta charset="utf-8"><title>A blog</title><link rel="stylesheet" href="/page.css"></head>
              <body><main><h1>A blog</h1>{lines}<p>The text below the button.</p></main></body>
            </html>
            """;

    /** The rules of the README, which reserve the button's place until the script is loaded. */
    private static final String STYLE =
            """
            :root { color-scheme: light dark }
            tally-button { display: inline-block; inline-size: 11em; block-size: 2.75em }
            """;

    /** Records each number that a frame shows, and the faults that the page can notice. */
    private static final String RECORD =
            """
            window.shown = [];
            window.faults = [];
            window.shift = 0;
            const read = () => {
              const root = document.querySelector('tally-button')?.shadowRoot;
              const text = root?.querySelector('[part~=count]')?.textContent;
              if (text && text !== window.shown.at(-1)) window.shown.push(text);
              requestAnimationFrame(read);
            };
            read();
            document.addEventListener('tally-error', ({ detail }) => window.faults.push(detail.code + ': ' + detail.message));
            document.addEventListener('securitypolicyviolation', (fault) => window.faults.push(fault.violatedDirective));
            new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shift += value)))
              .observe({ type: 'layout-shift', buffered: true });
            """;

    private final TestStack stack;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private Chromium chromium;
    private Site blog;

    ButtonIT(TestStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() throws IOException {
        chromium = Chromium.open();
        blog = Site.open(answers::get);
        answers.put("/page.css", new Answer("text/css", "default-src 'none'", STYLE));
    }

    @AfterAll
    void stop() {
        if (blog != null) {
            blog.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void twoLines_onAnotherOrigin_countFrom0To12WithoutADip() {
        try (Window window = open("button.twelve", LINES, "")) {
            press(window, 12);
            stack.awaitCounted("button.twelve", 12);
            assertThat(count(window)).hasText("12");
            assertThat(shown(window))
                    .containsExactlyElementsOf(IntStream.rangeClosed(0, 12)
                            .mapToObj(String::valueOf)
                            .toList());
            assertThat(window.page().evaluate("() => window.shift")).isEqualTo(0);
            assertFaultless(window);
        }
    }

    @Test
    void twoPages_ofTwoUsers_showTheSame() {
        try (Window presser = open("button.shared", LINES, "");
                Window viewer = open("button.shared", LINES, "")) {
            press(presser, 2);
            assertThat(count(viewer)).hasText("2");
            assertThat(viewer.page().getByRole(AriaRole.BUTTON)).hasAccessibleName("Like, 2");
            assertFaultless(viewer);
        }
    }

    @Test
    void versionedFile_underAStrictPolicyAndWithItsHash_counts() throws Exception {
        try (Window window = open("button.strict", versionedLines(), strictPolicy())) {
            press(window, 3);
            stack.awaitCounted("button.strict", 3);
            assertThat(part(window, "button")).hasCSS("border-top-width", "1px");
            assertThat(part(window, "burst")).hasCount(1);
            assertThat(shown(window)).containsExactly("0", "1", "2", "3");
            assertFaultless(window);
        }
    }

    @Test
    void partWithOtherContent_isRefused_andTheCountStillShows() throws Exception {
        try (Window window = chromium.window(stack)) {
            window.page().addInitScript(RECORD);
            String other = "window.foreign = true; export class Sending {}";
            window.answer(
                    "**/tally-*-sending-*",
                    200,
                    Map.of("Access-Control-Allow-Origin", "*", "Content-Type", "text/javascript"),
                    other);
            window.page().navigate(serve("button.other", versionedLines(), strictPolicy()));
            assertThat(count(window)).hasText("0");

            window.page().getByRole(AriaRole.BUTTON).click();
            window.page().waitForFunction("() => window.faults.length > 0");

            assertThat((List<?>) window.page().evaluate("() => window.faults"))
                    .allSatisfy(fault -> assertThat((String) fault)
                            .startsWith("not-loaded: ")
                            .contains("another content"));
            assertThat(window.page().evaluate("() => window.foreign")).isNull();
            assertThat(count(window)).hasText("0");
            assertThat(stack.counted("button.other")).isZero();

            window.page().unroute("**/tally-*-sending-*");
            press(window, 1);
            stack.awaitCounted("button.other", 1);
        }
    }

    @Test
    void pressBeforeThePart_isSentOnceItIsLoaded() {
        try (Window window = chromium.window(stack)) {
            window.page().addInitScript(RECORD);
            List<Route> held = new CopyOnWriteArrayList<>();
            window.page().route("**/tally-*-sending-*", held::add);
            window.page().navigate(serve("button.early", LINES, ""));
            assertThat(count(window)).hasText("0");
            press(window, 2);
            window.page().waitForCondition(() -> !held.isEmpty());
            assertThat(stack.counted("button.early")).isZero();
            held.forEach(Route::resume);
            stack.awaitCounted("button.early", 2);
            assertThat(shown(window)).containsExactly("0", "1", "2");
            assertFaultless(window);
        }
    }

    @Test
    void withoutJavaScript_theLinesAreALinkToTheCounter() {
        Browser.NewContextOptions options = new Browser.NewContextOptions().setJavaScriptEnabled(false);
        try (Window window = chromium.window(stack, options)) {
            window.page().navigate(serve("button.link", LINES, ""));
            Locator link = window.page().getByRole(AriaRole.LINK);
            assertThat(link).isVisible();
            assertThat(link).hasText("Like");
            assertThat(link).hasAttribute("href", stack.endpoint() + "/#/c/button.link");
        }
        assertThat(stack.counted("button.link")).isZero();
    }

    @Test
    void link_leadsToThePageOfTheCounter() {
        try (Window window = chromium.window(stack).openLive("c/button.link")) {
            window.awaitCount(0);
        }
    }

    @Test
    void locale_german_namesAndAnnouncesInGerman() {
        String lines = LINES.replace("icon=\"heart\" label=\"Like\"", "icon=\"star\" locale=\"de\"");
        try (Window window = open("button.german", lines, "")) {
            press(window, 1);
            assertThat(window.page().getByRole(AriaRole.STATUS)).hasText("Du hast einmal gedrückt. Der Stand ist 1.");
            window.page().keyboard().press("Tab");
            assertThat(window.page().getByRole(AriaRole.BUTTON)).hasAccessibleName("Stern, 1");
            assertFaultless(window);
        }
    }

    @Test
    void readonly_hasNoButton() {
        String lines = LINES.replace("<tally-button", "<tally-button readonly");
        try (Window window = open("button.readonly", lines, "")) {
            assertThat(window.page().getByRole(AriaRole.BUTTON)).hasCount(0);
            assertThat(window.page().locator("tally-button .unseen").first()).hasText("Like, 0");
            assertFaultless(window);
        }
    }

    @Test
    void keys_press() {
        try (Window window = open("button.keys", LINES, "")) {
            window.page().keyboard().press("Tab");
            window.page().keyboard().press("Enter");
            window.page().keyboard().press("Space");
            assertThat(count(window)).hasText("2");
        }
    }

    @Test
    void config_thatCannotBeRead_failsUntilAPress() {
        try (Window window = chromium.window(stack)) {
            window.page().addInitScript(RECORD);
            window.answer("**/config.json", 503, Map.of("Access-Control-Allow-Origin", "*"), "");
            window.page().navigate(serve("button.fails", LINES, ""));
            assertThat(part(window, "failed")).hasAttribute("title", "The count is not available");
            assertThat(count(window)).hasText("\u2013");
            capture(window, "failed", 320);
            window.page().unroute("**/config.json");
            window.page().getByRole(AriaRole.BUTTON).click();
            assertThat(count(window)).hasText("1");
            assertThat((List<?>) window.page().evaluate("() => window.faults"))
                    .allSatisfy(fault ->
                            assertThat((String) fault).startsWith("no-api: ").contains("HTTP 503"));
        }
    }

    @Test
    void looks_inEachColourAndDirection() {
        String lines = LINES
                + Stream.of("heart", "thumb", "star", "clap", "plus")
                        .map(icon ->
                                "<tally-button counter=\"button.looks\" icon=\"%s\"></tally-button>".formatted(icon))
                        .reduce("", String::concat);
        try (Window window = open("button.looks", lines, "")) {
            press(window, 1);
            window.page().waitForCondition(() -> window.moving().isEmpty());
            Locator icon = part(window, "icon");
            Locator label = part(window, "label");
            assertThat(icon.boundingBox().x).isLessThan(label.boundingBox().x);
            capture(window, "looks", 320);
            window.page().evaluate("() => document.querySelector('tally-button').setAttribute('theme', 'dark')");
            assertThat(part(window, "button")).hasCSS("background-color", "rgb(33, 28, 23)");
            window.page().evaluate("() => document.querySelector('tally-button').setAttribute('theme', 'light')");
            assertThat(part(window, "button")).hasCSS("background-color", "rgb(255, 250, 241)");
            window.setDirection("rtl");
            assertThat(icon.boundingBox().x).isGreaterThan(label.boundingBox().x);
            capture(window, "looks-rtl", 320);
            window.setForcedColors(ForcedColors.ACTIVE);
            window.screenshot(SCREENS.resolve("embedded-looks-forced.png"));
        }
    }

    @Test
    void like_reloadedAndTakenBack_isOneVoteOfOnePerson() {
        String counter = "like~button";
        try (Window voter = open(counter, LINES, "");
                Window other = open(counter, LINES, "")) {
            button(voter, "Like").click();
            assertLike(voter, true, 1);
            assertLike(other, false, 1);
            stack.awaitCounted(counter, 1);
            reload(voter);
            assertLike(voter, true, 1);
            assertThat(shown(voter)).containsExactly("1");
            button(other, "Like").click();
            assertLike(other, true, 2);
            assertLike(voter, true, 2);
            button(voter, "Like").click();
            assertLike(voter, false, 1);
            assertLike(other, true, 1);
            stack.awaitCounted(counter, 1);
            reload(voter);
            assertLike(voter, false, 1);
            assertThat(shown(voter)).containsExactly("1");
            assertThat(shown(other)).containsExactly("0", "1", "2", "1");
            assertFaultless(voter);
            assertFaultless(other);
        }
    }

    @Test
    void upAndDown_pressed_replaceEachOther() {
        String counter = "updown~button";
        try (Window voter = open(counter, LINES, "");
                Window other = open(counter, LINES, "")) {
            button(voter, "Vote up").click();
            assertUpDown(voter, 1, 1);
            assertUpDown(other, 0, 1);
            button(voter, "Vote down").click();
            assertUpDown(voter, -1, -1);
            assertUpDown(other, 0, -1);
            assertThat(voter.page().getByRole(AriaRole.GROUP)).hasAccessibleName("Like, -1");
            stack.awaitCounted(counter, -1);
            reload(voter);
            assertUpDown(voter, -1, -1);
            button(voter, "Vote down").click();
            assertUpDown(voter, 0, 0);
            assertUpDown(other, 0, 0);
            assertThat(voter.page().evaluate("() => window.shift")).isEqualTo(0);
            assertFaultless(voter);
            assertFaultless(other);
        }
    }

    @Test
    void claps_upToTheLast_areThoseOfOnePerson() {
        String counter = "clap~button";
        String lines = LINES.replace(" icon=\"heart\" label=\"Like\"", "");
        try (Window voter = open(counter, lines, "");
                Window other = open(counter, lines, "")) {
            press(voter, 3);
            assertThat(part(voter, "mine")).hasText("+3");
            assertThat(count(other)).hasText("3");
            assertThat(part(other, "mine")).hasCount(0);
            stack.awaitCounted(counter, 3);
            reload(voter);
            assertThat(part(voter, "mine")).hasText("+3");
            voter.page()
                    .evaluate("() => { for (let i = 0; i < 47; i++) document.querySelector('tally-button').press() }");
            assertThat(voter.page().getByRole(AriaRole.STATUS)).hasText("You pressed 47 times. The count is 50.");
            button(voter, "Clap").click();
            assertThat(voter.page().getByRole(AriaRole.STATUS)).hasText("All 50 claps are given");
            button(other, "Clap").click();
            assertThat(count(voter)).hasText("51");
            assertThat(part(voter, "mine")).hasText("+50");
            assertThat(part(other, "mine")).hasText("+1");
            stack.awaitCounted(counter, 51);
            assertFaultless(voter);
            assertFaultless(other);
        }
    }

    @Test
    void looks_ofVotes_inEachColourAndDirection() {
        String buttons =
                """
                <p>
                  <tally-button counter="%1$s"></tally-button>
                  <tally-button counter="%1$s" label="Tea" style="inline-size: 14em"></tally-button>
                  <tally-button counter="%1$s" readonly></tally-button>
                </p>
                """;
        String lines = LINES
                + Stream.of("like~looks", "updown~looks", "clap~looks", "updown~unused")
                        .map(buttons::formatted)
                        .collect(Collectors.joining());
        try (Window window = open("like~looks.first", lines, "")) {
            Page page = window.page();
            page.locator("[counter='like~looks'] button").first().click();
            page.locator("[counter='updown~looks'] [part~=down]").first().click();
            page.locator("[counter='clap~looks'] button").first().click();
            assertThat(page.locator("[part~=mine]")).hasCount(3);
            assertThat(page.locator("[part~=pressed]")).hasCount(8);
            assertThat(page.locator("[counter='updown~looks'] [part~=count]").last())
                    .hasText("-1");
            page.waitForCondition(() -> window.moving().isEmpty());
            assertFaultless(window);
            capture(window, "votes", 720);
            window.setDirection("rtl");
            assertThat(edges(page.locator("[counter='updown~looks'] [part~=count]")
                            .first()))
                    .isSorted();
            assertThat(edges(part(window, "mine"))).isSorted();
            capture(window, "votes-rtl", 720);
            window.setForcedColors(ForcedColors.ACTIVE);
            capture(window, "votes-forced", 720);
            assertFaultless(window);
        }
    }

    @Test
    void script_compressed_isSmall() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new BestGzip(compressed)) {
            out.write(get("/tally.js").getBytes(StandardCharsets.UTF_8));
        }
        System.out.println("button: tally.js has " + compressed.size() + " bytes compressed");
        assertThat(compressed.size()).isLessThan(MAX_BYTES);
    }

    /** Returns the lines with the versioned file and its hash. */
    private String versionedLines() throws IOException, InterruptedException {
        JsonObject file = new JsonObject(get("/tally.json"));
        return LINES.replace(
                "src=\"{stack}/tally.js\"",
                "src=\"{stack}/%s\" integrity=\"%s\" crossorigin=\"anonymous\""
                        .formatted(file.getString("file"), file.getString("integrity")));
    }

    /** Returns a policy that allows the versioned file and its parts only. */
    private String strictPolicy() throws IOException, InterruptedException {
        JsonObject file = new JsonObject(get("/tally.json"));
        String scripts = Stream.concat(
                        Stream.of(file.getString("file")),
                        file.getJsonArray("parts").stream().map(String.class::cast))
                .map(name -> stack.endpoint() + "/" + name)
                .collect(Collectors.joining(" "));
        return "default-src 'none'; style-src 'self'; script-src %s; connect-src %s ws://%s; %s"
                .formatted(
                        scripts,
                        stack.endpoint(),
                        stack.endpoint().getAuthority(),
                        "require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'");
    }

    /** Opens a page with lines, and waits for the first total. */
    private Window open(String counter, String lines, String policy) {
        Window window = chromium.window(stack);
        window.page().addInitScript(RECORD);
        window.page().navigate(serve(counter, lines, policy));
        assertThat(count(window)).hasText(Pattern.compile("\\d+"));
        return window;
    }

    /** Serves a page on the other origin. Returns its URL. */
    private String serve(String counter, String lines, String policy) {
        String body = PAGE.replace("{lines}", lines)
                .replace("{stack}", stack.endpoint().toString())
                .replace("{counter}", counter);
        answers.put("/" + counter, new Answer("text/html", policy, body));
        return blog.url("/" + counter);
    }

    /** Presses, and waits for each number. */
    private static void press(Window window, int times) {
        for (long next : LongStream.rangeClosed(1, times).toArray()) {
            window.page().getByRole(AriaRole.BUTTON).first().click();
            assertThat(count(window)).hasText(String.valueOf(next));
        }
    }

    /** Reloads the page, and waits for the total. */
    private static void reload(Window window) {
        window.page().reload();
        assertThat(count(window)).hasText(Pattern.compile("\\d+"));
    }

    private static Locator button(Window window, String name) {
        return window.page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private static void assertLike(Window window, boolean mine, int count) {
        assertPressed(window, "Like", mine);
        assertThat(count(window)).hasText(String.valueOf(count));
    }

    private static void assertUpDown(Window window, int mine, int count) {
        assertPressed(window, "Vote up", mine == 1);
        assertPressed(window, "Vote down", mine == -1);
        assertThat(count(window)).hasText(String.valueOf(count));
    }

    private static void assertPressed(Window window, String button, boolean pressed) {
        assertThat(button(window, button)).hasAttribute("aria-pressed", String.valueOf(pressed));
    }

    /** Returns the left edges of the characters of a text. */
    private static List<Double> edges(Locator text) {
        String read = "({ firstChild }) => [...firstChild.data].map((_, at) => {"
                + "const range = new Range(); range.setStart(firstChild, at); range.setEnd(firstChild, at + 1);"
                + "return String(range.getBoundingClientRect().x); })";
        return ((List<?>) text.evaluate(read))
                .stream().map(edge -> Double.valueOf((String) edge)).toList();
    }

    private static Locator part(Window window, String name) {
        return window.page().locator("[part~=" + name + "]").first();
    }

    private static Locator count(Window window) {
        return part(window, "count");
    }

    /** Returns the numbers that the frames showed, without the placeholder before the first total. */
    private static List<String> shown(Window window) {
        return ((List<?>) window.page().evaluate("() => window.shown"))
                .stream()
                        .map(String.class::cast)
                        .filter(text -> !text.equals("\u2013"))
                        .toList();
    }

    private static void assertFaultless(Window window) {
        assertThat((List<?>) window.page().evaluate("() => window.faults")).isEmpty();
        window.assertNoErrors();
        assertThat(window.accessibilityFaults()).isEmpty();
    }

    private static void capture(Window window, String state, int size) {
        for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            window.setAppearance(size, size, scheme, ReducedMotion.NO_PREFERENCE);
            window.screenshot(
                    SCREENS.resolve("embedded-" + state + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png"));
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(stack.endpoint() + path)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** The compression of {@code gzip -9}. */
    private static final class BestGzip extends GZIPOutputStream {

        BestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(9);
        }
    }
}
