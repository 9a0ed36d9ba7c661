package dev.tally.localstack.cloud;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.tally.localstack.cloud.queue.Change;
import dev.tally.localstack.cloud.queue.Journal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The journal of the queues as a file with one change per line, in JSON. */
final class QueueJournal implements Journal, AutoCloseable {

    // A line is written before the call is answered. It outlasts the end of the process, but not a power failure,
    // because it is not forced to the disk. A line that a kill cut off belongs to a call without an answer.
    //
    // When the file has grown by a limit, a snapshot replaces it.

    private static final long GROWTH_BYTES = 64L * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper()
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
            .addMixIn(Change.class, Kinds.class);
    private static final ObjectWriter WRITER = JSON.writerFor(Change.class);
    private static final ObjectReader READER = JSON.readerFor(Change.class);

    private final Path file;
    private final Supplier<List<Change>> snapshot;
    private FileChannel channel;
    private long bytes;
    private long rewriteAt;

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Change.Attributes.class, name = "attributes"),
        @JsonSubTypes.Type(value = Change.Deleted.class, name = "deleted"),
        @JsonSubTypes.Type(value = Change.Entered.class, name = "entered"),
        @JsonSubTypes.Type(value = Change.Left.class, name = "left")
    })
    private interface Kinds {}

    private QueueJournal(Path file, Supplier<List<Change>> snapshot, FileChannel channel) {
        this.file = file;
        this.snapshot = snapshot;
        this.channel = channel;
    }

    /**
     * Returns the recorded changes, none if there is no file.
     *
     * @throws IllegalStateException if a line other than the last is not a change
     */
    static List<Change> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            String text = Files.readString(file);
            // The part after the last line break is a line that was cut off.
            String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1);
            List<Change> changes = new ArrayList<>(lines.length);
            for (int index = 0; index < lines.length - 1; index++) {
                changes.add(parse(lines[index], file, index + 1));
            }
            return changes;
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read " + file, failed);
        }
    }

    private static Change parse(String line, Path file, int number) {
        try {
            return READER.readValue(line);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException(
                    "line " + number + " of " + file + " is damaged: restore the folder from a copy, or use another",
                    damaged);
        }
    }

    /**
     * Opens a journal that begins with a snapshot.
     *
     * @param snapshot the shortest journal of the current queues
     */
    static QueueJournal open(Path file, Supplier<List<Change>> snapshot) {
        try {
            QueueJournal journal = new QueueJournal(file, snapshot, append(file));
            journal.rewrite();
            return journal;
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + file, failed);
        }
    }

    @Override
    public synchronized void record(Change change) {
        try {
            write(channel, WRITER.writeValueAsBytes(change));
            if (bytes >= rewriteAt) {
                rewrite();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + file, failed);
        }
    }

    private void rewrite() throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Change change : snapshot.get()) {
            lines.writeBytes(WRITER.writeValueAsBytes(change));
            lines.write('\n');
        }
        Files.write(next, lines.toByteArray());
        channel.close();
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        channel = append(file);
        bytes = lines.size();
        rewriteAt = 2 * bytes + GROWTH_BYTES;
    }

    private void write(FileChannel to, byte[] line) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        while (buffer.hasRemaining()) {
            bytes += to.write(buffer);
        }
    }

    private static FileChannel append(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot close " + file, failed);
        }
    }
}
