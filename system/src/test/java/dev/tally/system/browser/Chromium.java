package dev.tally.system.browser;

import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.Programs;
import dev.tally.system.kit.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Chromium of this machine, driven by Playwright from one thread. */
public final class Chromium implements AutoCloseable {

    private static final Path PACKAGES = ProjectRoot.above(Path.of("")).resolve(Path.of("web", "app", "node_modules"));

    /** The time-out of each action of a window. */
    static final double TIMEOUT_MS = 120_000;

    /** Chromium runs as root in CI, has no screen, and must not contact Google's hosts. */
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path executable, Path node, Path driver) {
        // Playwright's bundle of Node.js and driver is for five platforms. Machine and web app have both already.
        System.setProperty("playwright.cli.dir", driver.toString());
        this.playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", node.toString(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new LaunchOptions().setExecutablePath(executable).setArgs(ARGUMENTS));
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MS);
    }

    /** Opens Chromium, or skips the test with a message if something is missing. */
    public static Chromium open() {
        Path executable = Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Programs.onPath(name).stream())
                .findFirst()
                .orElseGet(() -> skip("there is no Chromium on the PATH; install it: apt-get install chromium"));
        Path node = Programs.onPath("node").orElseGet(Chromium::skipWithoutNode);
        if (!Files.exists(PACKAGES.resolve(".installed"))) {
            skipWithoutNode();
        }
        return new Chromium(executable, node, linkDriver());
    }

    /** Returns the window of a separate user, which shares nothing with others. */
    public Window window(TestStack stack) {
        return window(stack, new Browser.NewContextOptions());
    }

    public Window window(TestStack stack, Browser.NewContextOptions options) {
        return new Window(browser.newContext(options), stack.endpoint());
    }

    /** Returns the window of a separate user on a stack that is a separate process. */
    Window window(URI origin) {
        return new Window(browser.newContext(), origin);
    }

    /** Returns a script from the packages of the web app, to run on a page. */
    static String script(String file) {
        try {
            return Files.readString(PACKAGES.resolve(file));
        } catch (IOException absent) {
            throw new UncheckedIOException(absent);
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /**
     * Returns the driver's directory that Playwright for Java requires. It links to the package of Playwright for
     * Node.js. Playwright reads it once per JVM.
     */
    private static synchronized Path linkDriver() {
        Path directory = Path.of("target", "playwright").toAbsolutePath();
        Path link = directory.resolve("package");
        try {
            Files.createDirectories(directory);
            if (!Files.exists(link)) {
                Files.deleteIfExists(link);
                Files.createSymbolicLink(
                        link, PACKAGES.resolve("playwright-core").toRealPath());
            }
            return directory;
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private static Path skipWithoutNode() {
        return skip("its packages are not installed; install Node.js 20 or newer from https://nodejs.org, "
                + "and build again");
    }

    private static Path skip(String reason) {
        System.err.println("SKIPPED: the web app in a browser: " + reason);
        return abort(reason);
    }
}
