package dev.tally.system.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tally.localstack.spec.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The npm packages of the project, and the commands of Node.js. */
public final class Npm {

    private static final Path WEB = ProjectRoot.above(Path.of("")).resolve("web");

    private Npm() {}

    /** Skips a test with a message if the packages are not installed. */
    public static void require(String test) {
        if (!Files.exists(web("app").resolve("node_modules/.installed"))) {
            System.err.println("SKIPPED: " + test + ": its packages are not installed; install Node.js 20 or newer from"
                    + " https://nodejs.org, and build again");
            abort("no Node.js");
        }
    }

    /** Returns the folder of a package: {@code client}, {@code button} or {@code app}. */
    public static Path web(String name) {
        return WEB.resolve(name);
    }

    /** Packs a built package into a folder, as the release does. Returns the packed file. */
    public static Path pack(String name, Path folder) throws IOException, InterruptedException {
        String output = run(
                web(name),
                Map.of(),
                "npm",
                "pack",
                "--silent",
                "--ignore-scripts",
                "--pack-destination",
                folder.toAbsolutePath().toString());
        String file = output.lines().reduce((before, last) -> last).orElseThrow();
        return folder.resolve(file);
    }

    /** Creates the folder {@code node_modules} with links to the packages of the client, React among them. */
    public static void linkPackages(Path folder) throws IOException {
        Path modules = Files.createDirectories(folder.resolve("node_modules"));
        try (Stream<Path> installed = Files.list(web("client").resolve("node_modules"))) {
            for (Path one : installed
                    .filter(one -> !one.getFileName().toString().matches("\\..*|@tally"))
                    .toList()) {
                Path link = modules.resolve(one.getFileName());
                if (Files.isSymbolicLink(link)) {
                    Files.delete(link);
                }
                if (!Files.exists(link)) {
                    Files.createSymbolicLink(link, one.toRealPath());
                }
            }
        }
    }

    /** Runs a command, which must succeed. Returns its output. */
    public static String run(Path directory, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("command", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("%s ends", String.join(" ", command))
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
