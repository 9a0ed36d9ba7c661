package dev.tally.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A window of the web app, with methods for its visible parts. */
public final class Window implements AutoCloseable {

    private static final String NUMBERS =
            """
            () => {
              const count = document.querySelector('[data-testid=count]');
              window.numbers = [count.dataset.value];
              new MutationObserver(() => window.numbers.push(count.dataset.value))
                .observe(count, { attributes: true, attributeFilter: ['data-value'] });
            }
            """;

    /** Presses, and returns the number in the next frame. */
    private static final String PRESS_AND_PAINT =
            """
            () => new Promise(painted => {
              document.querySelector('[data-testid=press]').click();
              requestAnimationFrame(() => painted(document.querySelector('[data-testid=count]').dataset.value));
            })
            """;

    /** Records the strokes that fly in, each once. */
    private static final String FLIGHTS =
            """
            () => {
              window.flights = new Set();
              const look = () => {
                for (const one of document.getAnimations()) {
                  if (one.effect.target.classList.contains('stroke-other')
                      && one.effect.getKeyframes().some(frame => 'transform' in frame)) {
                    window.flights.add(one);
                  }
                }
                requestAnimationFrame(look);
              };
              look();
            }
            """;

    /** Records by how much the layout has moved since the page was opened. */
    private static final String SHIFTS =
            """
            window.shift = 0;
            new PerformanceObserver(list => list.getEntries().forEach(({ value }) => (window.shift += value)))
              .observe({ type: 'layout-shift', buffered: true });
            """;

    private static final String PRESS_OFTEN =
            """
            ([times, everyMs]) => {
              const button = document.querySelector('[data-testid=press]');
              const timer = setInterval(() => {
                button.click();
                times -= 1;
                if (times === 0) clearInterval(timer);
              }, everyMs);
            }
            """;

    private final BrowserContext context;
    private final URI origin;
    private final Page page;
    private final List<String> errors = new ArrayList<>();

    Window(BrowserContext context, URI origin) {
        this.context = context;
        this.origin = origin;
        this.page = context.newPage();
        page.setDefaultTimeout(Chromium.TIMEOUT_MS);
        page.onPageError(errors::add);
    }

    /** Opens another tab of the same user. */
    Window tab() {
        return new Window(context, origin);
    }

    public Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    /** Opens a page of the app, {@code ""} for the button. */
    public Window open(String path) {
        page.navigate(origin + "/#/" + path);
        return this;
    }

    /** Opens a path of the server. Returns the status of its answer. */
    int openPath(String path) {
        return page.navigate(origin + path).status();
    }

    /** Opens a page of the app, and waits until totals arrive. */
    public Window openLive(String path) {
        open(path);
        awaitLive();
        assertThat(part("count")).hasAttribute("data-value", Pattern.compile("-?\\d+"));
        assertThat(page.locator("[data-testid=count][data-stale]")).hasCount(0);
        return this;
    }

    /** Returns the first part with a name. */
    Locator part(String name) {
        return page.getByTestId(name).first();
    }

    Locator notice(String kind) {
        return page.locator("[data-testid=notice][data-kind=" + kind + "]");
    }

    Locator card(String title) {
        return page.getByTestId("card").filter(new Locator.FilterOptions().setHasText(title));
    }

    /** Returns the number on the button, or on a counter's page. */
    public long count() {
        return Long.parseLong(part("count").getAttribute("data-value"));
    }

    void awaitCount(long count) {
        assertThat(part("count")).hasAttribute("data-value", String.valueOf(count));
    }

    void awaitCount(long count, Duration atMost) {
        assertThat(part("count"))
                .hasAttribute(
                        "data-value",
                        String.valueOf(count),
                        new LocatorAssertions.HasAttributeOptions().setTimeout((double) atMost.toMillis()));
    }

    void awaitLive() {
        assertThat(part("connection")).hasAttribute("data-situation", "live");
    }

    void awaitNotLive() {
        assertThat(part("connection")).not().hasAttribute("data-situation", "live");
    }

    void press() {
        part("press").click();
    }

    /** Presses the button and returns the number that the next frame shows. */
    long pressAndPaint() {
        return Long.parseLong((String) page.evaluate(PRESS_AND_PAINT));
    }

    /** Starts to press the button, and returns at once. */
    void startPressing(int times, int everyMs) {
        page.evaluate(PRESS_OFTEN, List.of(times, everyMs));
    }

    /** Starts to record every number that the page shows. */
    void recordNumbers() {
        page.evaluate(NUMBERS);
    }

    List<Long> numbers() {
        return ((List<?>) page.evaluate("() => window.numbers"))
                .stream().map(number -> Long.valueOf((String) number)).toList();
    }

    /** Starts to record the strokes that presses of other pages make. */
    void recordFlights() {
        page.evaluate(FLIGHTS);
    }

    int flights() {
        return (Integer) page.evaluate("() => window.flights.size");
    }

    /** Starts to record by how much the layout of each page moves that is opened from now on. */
    Window recordShifts() {
        page.addInitScript(SHIFTS);
        return this;
    }

    /** Returns the layout shift since the page was opened. */
    double shift() {
        return ((Number) page.evaluate("() => window.shift")).doubleValue();
    }

    void assertNoErrors() {
        assertThat(errors).isEmpty();
    }

    /** Returns the faults that axe finds. */
    List<String> accessibilityFaults() {
        page.evaluate(Chromium.script("axe-core/axe.min.js") + ";0");
        List<?> faults = (List<?>) page.evaluate("async () => (await axe.run()).violations"
                + ".map(fault => fault.id + ': ' + fault.nodes.map(node => node.html).join(' | '))");
        return faults.stream().map(String.class::cast).toList();
    }

    /** Returns the classes of the elements that are being moved, scaled or turned. */
    List<String> moving() {
        List<?> moving = (List<?>) page.evaluate("() => document.getAnimations()"
                + ".filter(one => one.playState === 'running' && one.effect.getTiming().duration > 1)"
                + ".filter(one => one.effect.getKeyframes().some(frame => 'transform' in frame))"
                + ".map(one => one.effect.target.className)");
        return moving.stream().map(String::valueOf).toList();
    }

    void setAppearance(int width, int height, ColorScheme scheme, ReducedMotion motion) {
        page.setViewportSize(width, height);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(motion));
    }

    void setForcedColors(ForcedColors colors) {
        page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(colors));
    }

    void setDirection(String direction) {
        page.evaluate("direction => { document.documentElement.dir = direction; }", direction);
    }

    /** Stores a screenshot, once a change of the colours is painted. */
    void screenshot(Path file) {
        page.evaluate("() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))");
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }

    /** Returns whether all of the page lies between the window's left and right edge. */
    boolean fits() {
        return (Boolean) page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth");
    }

    /** Answers the page's calls to a path, such as {@code **}{@code /clicks}, in place of the server. */
    void answer(String path, int status, Map<String, String> headers, String body) {
        page.route(
                path,
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(status)
                        .setHeaders(headers)
                        .setBody(body)));
    }

    @Override
    public void close() {
        context.close();
    }
}
