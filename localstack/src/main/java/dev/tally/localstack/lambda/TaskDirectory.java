package dev.tally.localstack.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** An unpacked artifact, Lambda's {@code /var/task}. */
final class TaskDirectory {

    /**
     * The file that Lambda executes in a package for {@code provided.al2023}.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-provided.html">OS-only runtimes</a>
     */
    static final String BOOTSTRAP = "bootstrap";

    private final Path base;
    private final Path root;
    private final Path scratch;

    private TaskDirectory(Path base) {
        this.base = base;
        this.root = base.resolve("task");
        this.scratch = base.resolve("tmp");
    }

    /** @throws IllegalArgumentException if the file does not exist or is not a zip; the message names the file */
    static TaskDirectory unpack(String function, Path zip) {
        if (!Files.isRegularFile(zip)) {
            throw new IllegalArgumentException("function '" + function + "' has no artifact " + zip.toAbsolutePath()
                    + "; build it with: make build");
        }
        try {
            TaskDirectory directory = new TaskDirectory(Files.createTempDirectory("tally-" + function + "-"));
            directory.fill(zip);
            return directory;
        } catch (IOException broken) {
            throw new IllegalArgumentException("cannot unpack " + zip.toAbsolutePath() + ": " + broken, broken);
        }
    }

    Path root() {
        return root;
    }

    /** Returns the directory for temporary files, Lambda's {@code /tmp}. A killed process leaves its files there. */
    Path scratch() {
        return scratch;
    }

    /** Returns the parent directory, for files of the function outside its artifact. */
    Path base() {
        return base;
    }

    void delete() {
        try (Stream<Path> all = Files.walk(base)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException stuck) {
            throw new UncheckedIOException("cannot delete " + base, stuck);
        }
    }

    private void fill(Path zip) throws IOException {
        try (InputStream file = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(file)) {
            Files.createDirectory(root);
            Files.createDirectory(scratch);
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                write(entry, entries);
            }
        } catch (IOException broken) {
            delete();
            throw broken;
        }
    }

    private void write(ZipEntry entry, InputStream content) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("entry " + entry.getName() + " is outside the function's directory");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else {
            Files.createDirectories(target.resolveSibling("."));
            // Quarkus writes some classes into its zip twice. As with unzip, the later entry wins.
            Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
            if (entry.getName().equals(BOOTSTRAP) && !target.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + target + " executable");
            }
        }
    }
}
