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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that keeps the queues and tables of a stack across restarts. One stack uses it at a time. */
public final class DataFolder implements AutoCloseable {

    /** The number of the folder's format. It changes with the keys of items and the lines of the journal. */
    static final String FORMAT = "3";

    private static final String FILE = "tally.properties";
    private static final String IDENTITY = "identity";

    // The properties contain the inode and the change time of the file "identity". No user can set the change time of
    // a file, so a copied folder has other ones than its properties. The file is created again at each start. A tool
    // that puts back only changed files therefore replaces it. A wrong suspicion, as after a chmod, costs only a new
    // epoch.

    private final Path path;
    private final FileChannel lock;
    private final String queueSuffix;
    private final String epochTime;

    private DataFolder(Path path, FileChannel lock, String queueSuffix, String epochTime) {
        this.path = path;
        this.lock = lock;
        this.queueSuffix = queueSuffix;
        this.epochTime = epochTime;
    }

    /**
     * Opens a folder, or creates it.
     *
     * @param now the suffix of the queues' names and the epoch's time in a new folder; only the latter in a copied one
     * @throws IllegalArgumentException if the folder cannot be used; the message names the cure
     */
    public static DataFolder open(Path path, String now) {
        try {
            Files.createDirectories(path);
            FileChannel lock =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(lock) == null) {
                lock.close();
                throw new IllegalArgumentException(
                        "another stack uses the folder " + path + ": stop it, or set DATA to another folder");
            }
            return open(path, lock, now);
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

    private static DataFolder open(Path path, FileChannel lock, String now) throws IOException {
        Properties properties = read(path);
        String suffix = properties.getProperty("queueSuffix", now);
        String epochTime = isOriginal(path, properties) ? properties.getProperty("epochTime", now) : now;
        properties.setProperty("format", FORMAT);
        properties.setProperty("queueSuffix", suffix);
        properties.setProperty("epochTime", epochTime);
        properties.setProperty("identity", newIdentity(path));
        write(path, properties);
        return new DataFolder(path, lock, suffix, epochTime);
    }

    /** Returns the properties of an existing folder, or none of an empty one. */
    private static Properties read(Path path) throws IOException {
        Path file = path.resolve(FILE);
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            requireFormat(path, properties.getProperty("format", "none"));
        } else {
            requireEmpty(path);
        }
        return properties;
    }

    /** Replaces the properties in one step, so that a killed stack leaves no half of them. */
    private static void write(Path path, Properties properties) throws IOException {
        Path written = path.resolve(FILE + ".new");
        try (Writer writer = Files.newBufferedWriter(written)) {
            properties.store(writer, "The data of a local stack of Tally");
        }
        Files.move(written, path.resolve(FILE), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns whether the folder is the one that was last opened, and not a copy. */
    private static boolean isOriginal(Path path, Properties properties) throws IOException {
        Path file = path.resolve(IDENTITY);
        return Files.exists(file) && identity(file).equals(properties.getProperty("identity"));
    }

    private static String newIdentity(Path path) throws IOException {
        Path file = path.resolve(IDENTITY);
        Files.deleteIfExists(file);
        return identity(Files.createFile(file));
    }

    private static String identity(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            // The inode without the number of its device, which may change when the machine starts.
            return Files.getAttribute(file, "unix:ino") + " " + Files.getAttribute(file, "unix:ctime");
        }
        return String.valueOf(Files.getAttribute(file, "creationTime"));
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

    /** Returns the time of the epoch. It stays the same, except in a folder that was copied since it was last opened. */
    public String epochTime() {
        return epochTime;
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
