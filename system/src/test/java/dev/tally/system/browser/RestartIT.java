package dev.tally.system.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.counter.Epoch;
import dev.tally.system.kit.StackProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two pages that stay open while the stack stops and starts: both show the count of {@code GET} soon after. */
@Tag("slow")
class RestartIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration COUNTED = Duration.ofSeconds(30);

    /** The longest time from a page's connection to the right count. */
    private static final Duration SHOWN = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> settings = new HashMap<>();
    private @Nullable Process process;

    @TempDir
    private Path directory;

    @BeforeEach
    void choosePorts() throws IOException {
        settings.putAll(StackProcess.freePorts());
    }

    @AfterEach
    void kill() throws InterruptedException {
        if (process != null) {
            StackProcess.kill(process);
        }
    }

    @Test
    void stack_restartedInMemory_bothPagesShowItsCount() throws Exception {
        start();
        try (Chromium chromium = Chromium.open();
                Window first = chromium.window(origin()).openLive("");
                Window second = chromium.window(origin()).openLive("")) {
            List<Window> pages = List.of(first, second);
            press(3, pages);
            Epoch before = epoch();

            stop(pages);
            start();

            assertShownSoon("in memory", 0, pages);
            assertThat(epoch().isAfter(before)).isTrue();
            press(1, pages);
        }
    }

    @Test
    void dataFolder_copiedBack_bothPagesShowTheEarlierCount() throws Exception {
        Path data = directory.resolve("data");
        Path copy = directory.resolve("copy");
        settings.put("TALLY_DATA", data.toString());
        start();
        try (Chromium chromium = Chromium.open();
                Window first = chromium.window(origin()).openLive("");
                Window second = chromium.window(origin()).openLive("")) {
            List<Window> pages = List.of(first, second);
            press(3, pages);
            Epoch before = epoch();

            stop(pages);
            copy(data, copy);
            start();

            assertShownSoon("with its data folder", 3, pages);
            assertThat(epoch()).isEqualTo(before);
            press(2, pages);

            stop(pages);
            delete(data);
            copy(copy, data);
            start();

            assertShownSoon("with an earlier copy of its data folder", 3, pages);
            assertThat(epoch().isAfter(before)).isTrue();
            press(1, pages);
        }
    }

    private void start() throws IOException {
        process = StackProcess.startReady(settings, Files.createTempDirectory(directory, "run"));
    }

    private void stop(List<Window> pages) throws InterruptedException {
        if (process != null) {
            StackProcess.stop(process);
        }
        pages.forEach(Window::awaitNotLive);
    }

    /** Presses on the first page until all pages and {@code GET} have the new count. */
    private void press(int times, List<Window> pages) {
        Window presser = pages.get(0);
        long count = presser.count() + times;
        for (int press = 0; press < times; press++) {
            presser.press();
        }
        pages.forEach(page -> page.awaitCount(count));
        await().atMost(COUNTED).until(() -> total().get("count").asLong() == count);
    }

    private void assertShownSoon(String restart, long count, List<Window> pages) throws Exception {
        assertThat(total().get("count").asLong()).isEqualTo(count);
        for (Window page : pages) {
            page.awaitLive();
            long connected = System.nanoTime();
            page.awaitCount(count, SHOWN);
            System.out.printf(
                    "drill: | restarted %s | the page shows the count %.1f s after its connection |%n",
                    restart, (System.nanoTime() - connected) / 1e9);
        }
        assertThat(total().get("count").asLong()).isEqualTo(count);
        pages.forEach(page -> assertThat(page.count()).isEqualTo(count));
    }

    private Epoch epoch() throws Exception {
        return new Epoch(total().get("epoch").asText());
    }

    private JsonNode total() throws Exception {
        HttpRequest read =
                HttpRequest.newBuilder(origin().resolve("/v1/counters/global")).build();
        return JSON.readTree(http.send(read, BodyHandlers.ofString()).body());
    }

    private URI origin() {
        return URI.create("http://127.0.0.1:" + settings.get("TALLY_HTTP_PORT"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
