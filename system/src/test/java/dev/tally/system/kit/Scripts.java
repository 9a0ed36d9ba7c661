package dev.tally.system.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The scripts of the project in a separate folder, with fake programs in front of the installed ones. */
public final class Scripts {

    private static final List<Path> FOLDERS = List.of(
            Path.of("tools"), Path.of("localstack"), Path.of("web"), Path.of("infra", "terraform"), Path.of(".github"));

    private final Path root;
    private final Path programs;

    private Scripts(Path root) throws IOException {
        this.root = root;
        this.programs = Files.createDirectories(root.resolve("programs"));
    }

    /** The exit code of a script, and everything that it wrote. */
    public record Result(int exit, String output) {}

    /** Copies the scripts and the specification of the stack into a folder. */
    public static Scripts copyTo(Path folder) throws IOException {
        Path project = ProjectRoot.above(Path.of(""));
        copy(project, Path.of("infra", "stack.yaml"), folder);
        for (Path scripts : FOLDERS) {
            try (Stream<Path> files = Files.list(project.resolve(scripts))) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".sh")).toList()) {
                    copy(project, project.relativize(file), folder);
                }
            }
        }
        return new Scripts(folder);
    }

    private static void copy(Path project, Path file, Path folder) throws IOException {
        Path copy = folder.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(project.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }

    public Path root() {
        return root;
    }

    /** Adds a fake program. */
    public Scripts with(String program, String script) throws IOException {
        Path file = Files.writeString(programs.resolve(program), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return this;
    }

    public Result run(String... command) throws IOException, InterruptedException {
        return run(Map.of(), command);
    }

    /** Runs a script in an environment without settings of Tally. */
    public Result run(Map<String, String> settings, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(root, "output", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("TALLY_") || name.equals("LAMBDA_URL") || name.equals("JAVA_HOME"));
        builder.environment().putAll(environment(settings));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), Files.readString(output));
    }

    /** Runs a script in a terminal. */
    public PseudoTerminal open(String... command) throws IOException {
        return PseudoTerminal.start(root, environment(Map.of("LOG", "")), command);
    }

    private Map<String, String> environment(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("PATH", programs + ":" + System.getenv("PATH"));
        return all;
    }
}
