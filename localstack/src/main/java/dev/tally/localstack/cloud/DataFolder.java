package dev.tally.localstack.cloud;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that keeps the queues and tables of a stack across restarts. One stack uses it at a time. */
public final class DataFolder implements AutoCloseable {

    /** The number of the folder's format. It changes with the keys of items and the lines of the journal. */
    static final String FORMAT = "2";

    private static final String FILE = "tally.properties";

    private final Path path;
    private final FileChannel lock;
    private final String queueSuffix;

    private DataFolder(Path path, FileChannel lock, String queueSuffix) {
        this.path = path;
        this.lock = lock;
        this.queueSuffix = queueSuffix;
    }

    /**
     * Opens a folder, or creates it.
     *
     * @param newSuffix the suffix of the queues' names in a new folder
     * @throws IllegalArgumentException if the folder cannot be used; the message names the cure
     */
    public static DataFolder open(Path path, String newSuffix) {
        try {
            Files.createDirectories(path);
            FileChannel lock =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(lock) == null) {
                lock.close();
                throw new IllegalArgumentException(
                        "another stack uses the folder " + path + ": stop it, or set DATA to another folder");
            }
            return new DataFolder(path, lock, suffix(path, newSuffix));
        } catch (IOException failed) {
            throw new IllegalArgumentException(
                    "cannot use " + path + " as a folder for data: set DATA to a folder that can be written", failed);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ofThisProcess) {
            return null;
        }
    }

    private static String suffix(Path path, String newSuffix) throws IOException {
        Path file = path.resolve(FILE);
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            requireFormat(path, properties.getProperty("format", "none"));
            return properties.getProperty("queueSuffix", newSuffix);
        }
        requireEmpty(path);
        properties.setProperty("format", FORMAT);
        properties.setProperty("queueSuffix", newSuffix);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "The data of a local stack of Tally");
        }
        return newSuffix;
    }

    private static void requireFormat(Path path, String format) {
        if (!format.equals(FORMAT)) {
            throw new IllegalArgumentException("the folder " + path + " has format " + format
                    + ", but this version of Tally reads format " + FORMAT
                    + ": set DATA to another folder, or run the version that wrote it");
        }
    }

    private static void requireEmpty(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            if (files.anyMatch(file -> !file.endsWith("lock"))) {
                throw new IllegalArgumentException("the folder " + path
                        + " is neither empty nor a folder of Tally: set DATA to an empty or a new folder");
            }
        }
    }

    /** Returns the suffix of the queues' names, which stays the same because shards know the queues by their names. */
    public String queueSuffix() {
        return queueSuffix;
    }

    Path journal() {
        return path.resolve("queues.jsonl");
    }

    /** Returns the existing directory of the tables. */
    Path tables() {
        try {
            return Files.createDirectories(path.resolve("tables"));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot create a directory in " + path, failed);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot close " + path, failed);
        }
    }
}
