package dev.tally.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.browser.Site.Answer;
import dev.tally.system.kit.HealthyStack;
import dev.tally.system.kit.Npm;
import dev.tally.system.kit.TestStack;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of the {@code examples}, on another origin than the stack, with the client as a release packs it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(HealthyStack.class)
class ExamplesIT {

    private static final Path SOURCES = ProjectRoot.above(Path.of("")).resolve("examples");

    /** The built examples, beside {@code node_modules} with the packages that a user would install. */
    private static final Path EXAMPLES = Path.of("target", "examples").toAbsolutePath();

    private static final String STACK = "http://localhost:8080";

    private final TestStack stack;
    private Chromium chromium;
    private Site blog;

    ExamplesIT(TestStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() throws IOException, InterruptedException {
        chromium = Chromium.open();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().matches(".*/(node_modules|dist)/.*|.*\\.tgz"))
                    .toList()) {
                Path copy = EXAMPLES.resolve(SOURCES.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(
                        copy,
                        Files.readString(file).replace(STACK, stack.endpoint().toString()));
            }
        }
        Npm.linkPackages(EXAMPLES);
        Path client = Files.createDirectories(EXAMPLES.resolve("node_modules/@tally/client"));
        Path packed = Npm.pack("client", EXAMPLES);
        Npm.run(client, Map.of(), "tar", "-xzf", packed.toString(), "--strip-components=1");
        blog = Site.open(path -> new Answer(
                path.endsWith(".js") ? "text/javascript" : "text/html",
                Files.readString(EXAMPLES.resolve(path.substring(1)))));
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
    void plain_openedAsAFile_counts() {
        try (Window window = chromium.window(stack)) {
            window.page().navigate(EXAMPLES.resolve("plain.html").toUri().toString());
            assertCounts(window, "plain-page");
        }
    }

    @Test
    void viteReact_builtByVite_counts() throws IOException, InterruptedException {
        build("vite-react", "--base=./");
        try (Window window = open("vite-react/dist/index.html")) {
            assertCounts(window, "vite-react");
            assertThat(window.page().getByText("1 watching now")).isVisible();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"first-post", "second-post"})
    void staticSite_eachPost_counts(String post) throws IOException, InterruptedException {
        Npm.run(EXAMPLES.resolve("static-site"), Map.of(), "node", "build.mjs");
        try (Window window = open("static-site/dist/" + post + ".html")) {
            assertCounts(window, post);
        }
    }

    @Test
    void serverRendered_isHydratedAndCounts() throws IOException, InterruptedException {
        build("server-rendered");
        ProcessBuilder builder = new ProcessBuilder("node", "server.mjs")
                .directory(EXAMPLES.resolve("server-rendered").toFile())
                .redirectErrorStream(true);
        builder.environment().put("PORT", "0");
        Process server = builder.start();
        try (BufferedReader output =
                        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
                Window window = chromium.window(stack)) {
            String url = output.readLine();
            assertThat(window.page().navigate(url).text()).contains("Like \u2013</button>");
            assertCounts(window, "server-rendered");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vite-react", "server-rendered"})
    void packages_areThoseOfTheClient(String example) throws IOException {
        JsonObject client = json(Npm.web("client").resolve("package.json"));
        JsonObject own = json(SOURCES.resolve(example).resolve("package.json"));
        JsonObject expected = client.getJsonObject("devDependencies")
                .copy()
                .put("@tally/client", "file:tally-client-" + client.getString("version") + ".tgz");
        assertThat(own.getJsonObject("dependencies").copy().mergeIn(own.getJsonObject("devDependencies")))
                .allSatisfy(dependency ->
                        assertThat(dependency.getValue()).isEqualTo(expected.getValue(dependency.getKey())));
    }

    /** Presses the only button, and checks that the press is shown and counted. */
    private void assertCounts(Window window, String counter) {
        Locator button = window.page().getByRole(AriaRole.BUTTON);
        assertThat(button).containsText("0");
        button.click();
        assertThat(button).containsText("1");
        stack.awaitCounted(counter, 1);
        assertThat(button).hasText(Pattern.compile("Like\\s*1"));
        window.assertNoErrors();
    }

    private Window open(String path) {
        Window window = chromium.window(stack);
        window.page().navigate(blog.url("/" + path));
        return window;
    }

    private static void build(String example, String... options) throws IOException, InterruptedException {
        Npm.run(
                EXAMPLES.resolve(example),
                Map.of(),
                Stream.concat(Stream.of("node", "../node_modules/vite/bin/vite.js", "build"), Stream.of(options))
                        .toArray(String[]::new));
    }

    private static JsonObject json(Path file) throws IOException {
        return new JsonObject(Files.readString(file));
    }
}
