package dev.tally.system.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ReducedMotion;
import dev.tally.system.browser.Chromium;
import dev.tally.system.browser.Window;
import dev.tally.system.kit.LoadGenerator;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestStack;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The benchmark of the page in Chromium: its load, the delay from a press to another screen, and the frames of a wall
 * of cards. {@code make bench OF=web} prints it. Browser, load generator and the whole stack share the machine.
 */
class WebBench {

    /** The delta of all other clients: a count modulo this delta is the presses of the measured browser. */
    private static final int OTHERS_DELTA = 1000;

    private static final int WARM_UP_PRESSES = 100;
    private static final int PRESSES = 200;
    private static final int PRESS_EVERY_MS = 200;
    private static final int OTHERS_PER_SECOND = 45;
    private static final int CARDS = 50;
    private static final int FRAMES_SECONDS = 10;

    private static final String LOAD =
            """
            () => new Promise(done => {
              const seen = type => new Promise(resolve => {
                const all = [];
                const observer = new PerformanceObserver(list => all.push(...list.getEntries()));
                observer.observe({ type, buffered: true });
                setTimeout(() => { all.push(...observer.takeRecords()); resolve(all); }, 2000);
              });
              Promise.all([seen('layout-shift'), seen('longtask'), seen('largest-contentful-paint')])
                .then(([shifts, tasks, paints]) => {
                  const scripts = performance.getEntriesByType('resource').filter(one => one.name.endsWith('.js'));
                  const [navigation] = performance.getEntriesByType('navigation');
                  const [paint] = performance.getEntriesByName('first-contentful-paint');
                  done([
                    scripts.reduce((sum, one) => sum + one.encodedBodySize, 0) / 1024,
                    paint.startTime,
                    paints.at(-1)?.startTime ?? 0,
                    navigation.loadEventEnd,
                    shifts.reduce((sum, one) => sum + one.value, 0),
                    tasks.length,
                    tasks.reduce((most, one) => Math.max(most, one.duration), 0),
                  ].map(Number));
                });
            })
            """;

    private static final String RECORD_COUNTS =
            """
            ([modulus]) => {
              const count = document.querySelector('[data-testid=count]');
              window.seen = [];
              new MutationObserver(() => window.seen.push([Date.now(), Number(count.dataset.value) % modulus]))
                .observe(count, { attributes: true, attributeFilter: ['data-value'] });
            }
            """;

    private static final String PRESS =
            """
            ([presses, everyMs]) => new Promise(done => {
              const button = document.querySelector('[data-testid=press]');
              const times = [];
              const timer = setInterval(() => {
                times.push(Date.now());
                button.click();
                if (times.length === presses) { clearInterval(timer); done(times); }
              }, everyMs);
            })
            """;

    private static final String FRAMES =
            """
            ([seconds]) => new Promise(done => {
              const tasks = [];
              const observer = new PerformanceObserver(list => tasks.push(...list.getEntries()));
              observer.observe({ type: 'longtask' });
              let frames = 0;
              let slow = 0;
              let before = performance.now();
              const end = before + seconds * 1000;
              const frame = now => {
                frames += 1;
                if (now - before > 34) slow += 1;
                before = now;
                if (now < end) requestAnimationFrame(frame);
                else done([frames / seconds, slow, tasks.length, tasks.reduce((most, one) => Math.max(most, one.duration), 0)].map(Number));
              };
              requestAnimationFrame(frame);
            })
            """;

    /** A replacement of the WebSocket: a total of a subscribed counter each 20 ms, without the load of a stack. */
    private static final String GENERATED_TOTALS =
            """
            window.WebSocket = class {
              counts = new Map();
              constructor() {
                setTimeout(() => this.onopen?.({}));
                let turn = 0;
                setInterval(() => {
                  const counters = [...this.counts.keys()];
                  if (counters.length > 0) this.push(counters[turn++ % counters.length]);
                }, 20);
              }
              send(text) {
                const { action, counters } = JSON.parse(text);
                if (action === 'subscribe') counters.forEach(counter => this.push(counter));
              }
              push(counter) {
                const count = (this.counts.get(counter) ?? 0) + 1;
                this.counts.set(counter, count);
                const now = new Date().toISOString();
                const minutes = { [Math.floor(Date.now() / 60000)]: count };
                const epoch = 'eu-west-1.2026-11-22T10:00:00.000';
                const times = { updatedAt: now, asOf: now };
                const total = { type: 'total', counter, count, up: count, down: 0, epoch, version: count, ...times, minutes, viewers: 1, watermarks: {} };
                this.onmessage?.({ data: JSON.stringify(total) });
              }
              close() {}
            };
            """;

    private final Results results = new Results("web");

    @Test
    void web() throws IOException, InterruptedException {
        try (Chromium chromium = Chromium.open();
                TestStack stack = TestStack.start(Benchmarks.options());
                LoadGenerator load = new LoadGenerator(stack.endpoint())) {
            String only = System.getProperty("bench.only", "latency,load,frames");
            Benchmarks.warmUp(stack, load);
            if (only.contains("latency")) {
                latency(chromium, stack, ReducedMotion.REDUCE);
                latency(chromium, stack, ReducedMotion.NO_PREFERENCE);
            }
            if (only.contains("frames")) {
                frames(chromium, stack);
            }
            if (only.contains("load")) {
                load(chromium, stack, "");
                load(chromium, stack, "c/global");
                load(chromium, stack, "wall");
            }
        }
    }

    private void load(Chromium chromium, TestStack stack, String path) throws IOException {
        try (Window window = chromium.window(stack).open(path)) {
            double[] load = numbers(window.page().evaluate(LOAD));
            results.line(
                    "- load of `#/%s`: %.1f KB of JavaScript compressed; first paint %.0f ms, largest %.0f ms, loaded %.0f ms; layout shift %.3f;"
                            + " %.0f long tasks, the longest %.0f ms",
                    path, load[0], load[1], load[2], load[3], load[4], load[5], load[6]);
        }
    }

    private void latency(Chromium chromium, TestStack stack, ReducedMotion motion)
            throws IOException, InterruptedException {
        Presser others = new Presser(stack);
        ScheduledExecutorService clients = Executors.newScheduledThreadPool(8);
        Browser.NewContextOptions options = new Browser.NewContextOptions().setReducedMotion(motion);
        try (Window presser = chromium.window(stack, options).openLive("");
                Window viewer = chromium.window(stack, options).openLive("")) {
            long before = viewer.count() % OTHERS_DELTA;
            for (int client = 0; client < 8; client++) {
                var unused = clients.scheduleAtFixedRate(
                        () -> others.press("global", OTHERS_DELTA),
                        client * 25L,
                        8 * 1000L / OTHERS_PER_SECOND,
                        TimeUnit.MILLISECONDS);
            }
            presser.page().evaluate(PRESS, List.of(WARM_UP_PRESSES, PRESS_EVERY_MS));
            viewer.page().waitForCondition(() -> viewer.count() % OTHERS_DELTA == before + WARM_UP_PRESSES);
            viewer.page().evaluate(RECORD_COUNTS, List.of(OTHERS_DELTA));
            double[] pressed = numbers(presser.page().evaluate(PRESS, List.of(PRESSES, PRESS_EVERY_MS)));
            viewer.page().waitForCondition(() -> viewer.count() % OTHERS_DELTA == before + WARM_UP_PRESSES + PRESSES);
            List<Double> delays =
                    delays(pressed, (List<?>) viewer.page().evaluate("() => window.seen"), before + WARM_UP_PRESSES);
            results.line(
                    "- press to another screen, %s, %d presses in the browser at %d/s among %d clicks/s on the counter: p50 %.0f ms, p95 %.0f ms, max %.0f ms",
                    motion == ReducedMotion.REDUCE ? "reduced motion" : "with motion",
                    delays.size(),
                    1000 / PRESS_EVERY_MS,
                    OTHERS_PER_SECOND + 1000 / PRESS_EVERY_MS,
                    delays.get(delays.size() / 2),
                    delays.get(delays.size() * 95 / 100),
                    delays.get(delays.size() - 1));
        } finally {
            clients.shutdownNow();
            assertThat(clients.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Returns the time from each press to the first number that includes it, ascending. */
    private static List<Double> delays(double[] pressed, List<?> seen, long before) {
        List<Double> delays = new ArrayList<>();
        for (int press = 0; press < pressed.length; press++) {
            for (Object one : seen) {
                double[] at = numbers(one);
                if (at[1] >= before + press + 1) {
                    delays.add(at[0] - pressed[press]);
                    break;
                }
            }
        }
        assertThat(delays).hasSameSizeAs(pressed);
        return delays.stream().sorted().toList();
    }

    private void frames(Chromium chromium, TestStack stack) throws IOException, InterruptedException {
        List<String> posts = new ArrayList<>();
        for (int card = 0; card < CARDS; card++) {
            posts.add(write(stack, "Card " + card));
        }
        stack.drain();
        try (Window window = chromium.window(stack)) {
            window.page().addInitScript(GENERATED_TOTALS);
            frames(window, "50 totals/s generated in the page");
        }
        Presser presser = new Presser(stack);
        ScheduledExecutorService clients = Executors.newScheduledThreadPool(4);
        AtomicInteger turn = new AtomicInteger();
        try (Window window = chromium.window(stack)) {
            for (int client = 0; client < 4; client++) {
                var unused = clients.scheduleAtFixedRate(
                        () -> {
                            int vote = turn.getAndIncrement();
                            String counter = "updown~" + posts.get(vote % CARDS);
                            presser.vote(counter, "voter-0123456789", (vote / CARDS + 1) % 2);
                        },
                        0,
                        80,
                        TimeUnit.MILLISECONDS);
            }
            frames(window, "50 votes/s through the stack on this machine");
        } finally {
            clients.shutdownNow();
            assertThat(clients.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Measures a wall so high that all its cards are in view, after a warm-up. */
    private void frames(Window window, String load) {
        window.page().setViewportSize(2560, 5200);
        window.open("wall");
        window.page().waitForCondition(() -> window.page().getByTestId("card").count() == CARDS);
        window.page().evaluate(FRAMES, List.of(FRAMES_SECONDS));
        double[] frames = numbers(window.page().evaluate(FRAMES, List.of(FRAMES_SECONDS)));
        results.line(
                "- a wall of %d cards, %s: %.1f frames/s, %.0f frames later than 34 ms; %.0f long tasks, the longest %.0f ms",
                CARDS, load, frames[0], frames[1], frames[2], frames[3]);
    }

    private static String write(TestStack stack, String title) throws IOException, InterruptedException {
        String draft = JsonMapper.builder()
                .build()
                .writeValueAsString(Map.of("title", title, "content", "A post to press up or down."));
        String answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(stack.endpoint().resolve("/v1/posts"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(draft))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return JsonMapper.builder().build().readTree(answer).get("id").asText();
    }

    private static double[] numbers(Object list) {
        return ((List<?>) list)
                .stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
    }
}
