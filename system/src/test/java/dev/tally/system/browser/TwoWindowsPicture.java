package dev.tally.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.HealthyStack;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestStack;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The moving picture of the README: two users press one button in turn, each in a window. {@code make picture}
 * records it from the page and the stack as they are.
 */
@ExtendWith(HealthyStack.class)
class TwoWindowsPicture {

    private static final Path FILE = ProjectRoot.above(Path.of("")).resolve("docs/images/two-windows.png");
    private static final long MAX_BYTES = 1_500_000;

    private static final int WIDTH = 420;
    private static final int HEIGHT = 480;
    private static final int BAR = 28;
    private static final int GAP = 16;
    private static final double SECONDS = 6;
    private static final double FRAMES_PER_SECOND = 12;

    private static final Color FRAME = new Color(0xD8CFC0);
    private static final Color LIGHT = new Color(0xB3A791);

    /** The frames that Chromium drew of a window, by their time in seconds. */
    private static final class Recording {

        private final NavigableMap<Double, BufferedImage> frames = new TreeMap<>();

        Recording(Window window) {
            CDPSession session = window.context().newCDPSession(window.page());
            session.on("Page.screencastFrame", frame -> {
                JsonObject metadata = frame.getAsJsonObject("metadata");
                frames.put(
                        metadata.get("timestamp").getAsDouble(),
                        image(frame.get("data").getAsString()));
                JsonObject received = new JsonObject();
                received.add("sessionId", frame.get("sessionId"));
                session.send("Page.screencastFrameAck", received);
            });
            JsonObject format = new JsonObject();
            format.addProperty("format", "png");
            session.send("Page.startScreencast", format);
        }

        boolean hasFrames() {
            return !frames.isEmpty();
        }

        /** Returns the frame that was visible at a time. */
        BufferedImage at(double time) {
            Map.Entry<Double, BufferedImage> frame = frames.floorEntry(time);
            return Objects.requireNonNull(frame == null ? frames.firstEntry() : frame)
                    .getValue();
        }

        private static BufferedImage image(String base64) {
            try {
                return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    @Test
    void record(TestStack stack) throws IOException {
        Presser presser = new Presser(stack);
        presser.press("global", 900);
        presser.press("global", 381);
        stack.settle();
        try (Chromium chromium = Chromium.open();
                Window left = chromium.window(stack);
                Window right = chromium.window(stack)) {
            left.page().setViewportSize(WIDTH, HEIGHT);
            right.page().setViewportSize(WIDTH, HEIGHT);
            left.openLive("");
            right.openLive("");
            left.page().waitForCondition(() -> left.moving().isEmpty());
            Recording ofLeft = new Recording(left);
            Recording ofRight = new Recording(right);
            left.page().waitForCondition(() -> ofLeft.hasFrames() && ofRight.hasFrames());
            double start = System.currentTimeMillis() / 1000.0;
            left.page().waitForTimeout(400);
            left.startPressing(5, 300);
            left.page().waitForTimeout(2_400);
            right.startPressing(4, 350);
            right.page().waitForTimeout(SECONDS * 1000 - 2_800);
            AnimatedPng picture = new AnimatedPng(2 * WIDTH + GAP, BAR + HEIGHT);
            for (int frame = 0; frame < SECONDS * FRAMES_PER_SECOND; frame++) {
                double time = start + frame / FRAMES_PER_SECOND;
                picture.add(compose(ofLeft.at(time), ofRight.at(time)), Duration.ofMillis((long)
                        (1000 / FRAMES_PER_SECOND)));
            }
            picture.write(FILE);
            assertThat(left.count()).isEqualTo(right.count());
        }
        System.out.println("picture: " + FILE + " has " + Files.size(FILE) + " bytes");
        assertThat(Files.size(FILE)).isLessThan(MAX_BYTES);
    }

    /** Draws both windows side by side, each below a bar. */
    private static BufferedImage compose(BufferedImage left, BufferedImage right) {
        BufferedImage image = new BufferedImage(2 * WIDTH + GAP, BAR + HEIGHT, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        int x = 0;
        for (BufferedImage window : new BufferedImage[] {left, right}) {
            graphics.setColor(FRAME);
            graphics.fillRect(x, 0, WIDTH, BAR);
            graphics.setColor(LIGHT);
            for (int light = 0; light < 3; light++) {
                graphics.fillOval(x + 12 + 18 * light, (BAR - 10) / 2, 10, 10);
            }
            graphics.drawImage(window, x, BAR, WIDTH, HEIGHT, null);
            graphics.setColor(FRAME);
            graphics.drawRect(x, 0, WIDTH - 1, BAR + HEIGHT - 1);
            x += WIDTH + GAP;
        }
        graphics.dispose();
        return image;
    }
}
