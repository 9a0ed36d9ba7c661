package dev.tally.system.browser;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An animated PNG, which repeats forever. Each frame stores only the pixels that differ from the frame before, and
 * leaves the others transparent.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">PNG, third edition</a>
 */
final class AnimatedPng {

    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int KEEP = 0;
    private static final int DRAW_OVER = 1;

    private final int width;
    private final int height;
    private final List<Frame> frames = new ArrayList<>();
    private @Nullable BufferedImage last;

    AnimatedPng(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** The changed part of a frame, and the time in which it is visible. */
    private record Frame(BufferedImage part, int x, int y, Duration shown) {}

    /** A chunk of a PNG. */
    private static final class Chunk {

        private final String type;
        private final byte[] data;

        Chunk(String type, byte[] data) {
            this.type = type;
            this.data = data;
        }
    }

    /** Adds a frame. A frame equal to the one before only prolongs it. */
    void add(BufferedImage image, Duration shown) {
        BufferedImage before = last;
        Rectangle changed = before == null ? new Rectangle(width, height) : changed(before, image);
        if (changed.isEmpty()) {
            Frame previous = frames.remove(frames.size() - 1);
            frames.add(new Frame(
                    previous.part(),
                    previous.x(),
                    previous.y(),
                    previous.shown().plus(shown)));
            return;
        }
        BufferedImage part = new BufferedImage(changed.width, changed.height, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < changed.height; y++) {
            for (int x = 0; x < changed.width; x++) {
                int colour = opaque(image, changed.x + x, changed.y + y);
                if (before == null || colour != opaque(before, changed.x + x, changed.y + y)) {
                    part.setRGB(x, y, colour);
                }
            }
        }
        frames.add(new Frame(part, changed.x, changed.y, shown));
        last = image;
    }

    void write(Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeLong(SIGNATURE);
            int sequence = 0;
            for (Frame frame : frames) {
                boolean first = sequence == 0;
                List<Chunk> chunks = encode(frame.part());
                if (first) {
                    write(out, chunks.get(0));
                    write(out, "acTL", data -> {
                        data.writeInt(frames.size());
                        data.writeInt(0);
                    });
                }
                int control = sequence++;
                write(out, "fcTL", data -> {
                    data.writeInt(control);
                    data.writeInt(frame.part().getWidth());
                    data.writeInt(frame.part().getHeight());
                    data.writeInt(frame.x());
                    data.writeInt(frame.y());
                    data.writeShort((int) frame.shown().toMillis());
                    data.writeShort(1000);
                    data.writeByte(KEEP);
                    data.writeByte(first ? KEEP : DRAW_OVER);
                });
                for (Chunk chunk : chunks) {
                    if (chunk.type.equals("IDAT")) {
                        if (first) {
                            write(out, chunk);
                        } else {
                            int number = sequence++;
                            write(out, "fdAT", data -> {
                                data.writeInt(number);
                                data.write(chunk.data);
                            });
                        }
                    }
                }
            }
            write(out, new Chunk("IEND", new byte[0]));
        }
    }

    /** Returns the smallest rectangle with all pixels that differ. */
    private Rectangle changed(BufferedImage before, BufferedImage after) {
        Rectangle changed = new Rectangle(-1, -1);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (opaque(before, x, y) != opaque(after, x, y)) {
                    changed.add(new Rectangle(x, y, 1, 1));
                }
            }
        }
        return changed;
    }

    private static int opaque(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) | 0xFF000000;
    }

    /** Returns the chunks of an image as a still PNG. */
    private static List<Chunk> encode(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam best = writer.getDefaultWriteParam();
            best.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            best.setCompressionQuality(0);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), best);
        } finally {
            writer.dispose();
        }
        List<Chunk> chunks = new ArrayList<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        in.readLong();
        while (in.available() > 0) {
            int length = in.readInt();
            String type = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
            chunks.add(new Chunk(type, in.readNBytes(length)));
            in.readInt();
        }
        return chunks;
    }

    /** The content of a chunk. */
    private interface Content {
        void writeTo(DataOutputStream data) throws IOException;
    }

    private static void write(DataOutputStream out, String type, Content content) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        content.writeTo(new DataOutputStream(data));
        write(out, new Chunk(type, data.toByteArray()));
    }

    private static void write(DataOutputStream out, Chunk chunk) throws IOException {
        byte[] type = chunk.type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(type);
        checksum.update(chunk.data);
        out.writeInt(chunk.data.length);
        out.write(type);
        out.write(chunk.data);
        out.writeInt((int) checksum.getValue());
    }
}
