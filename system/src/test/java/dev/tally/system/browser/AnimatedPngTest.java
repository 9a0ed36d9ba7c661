package dev.tally.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnimatedPngTest {

    @TempDir
    private Path folder;

    @Test
    void write_framesWithAMovingDot_isAPngWithAChunkForEachChange() throws IOException {
        AnimatedPng picture = new AnimatedPng(20, 10);
        picture.add(dotAt(2), Duration.ofMillis(100));
        picture.add(dotAt(2), Duration.ofMillis(50));
        picture.add(dotAt(8), Duration.ofMillis(100));
        Path file = folder.resolve("dot.png");
        picture.write(file);

        BufferedImage still = ImageIO.read(file.toFile());
        assertThat(still.getWidth()).isEqualTo(20);
        assertThat(new Color(still.getRGB(2, 3))).isEqualTo(Color.RED);
        assertThat(new Color(still.getRGB(8, 3))).isEqualTo(Color.WHITE);
        assertThat(chunks(file)).containsExactly("IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "IEND");
    }

    private static BufferedImage dotAt(int x) {
        BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 20, 10);
        graphics.dispose();
        image.setRGB(x, 3, Color.RED.getRGB());
        return image;
    }

    private static List<String> chunks(Path file) throws IOException {
        List<String> types = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        bytes.position(8);
        while (bytes.hasRemaining()) {
            int length = bytes.getInt();
            byte[] type = new byte[4];
            bytes.get(type);
            types.add(new String(type, StandardCharsets.US_ASCII));
            bytes.position(bytes.position() + length + 4);
        }
        return types;
    }
}
