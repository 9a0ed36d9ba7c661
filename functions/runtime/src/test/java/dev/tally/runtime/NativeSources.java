package dev.tally.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.bootstrap.app.CuratedApplication;
import io.quarkus.bootstrap.app.QuarkusBootstrap;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sources that Quarkus gives to GraalVM for a function's native image.
 *
 * <p>Quarkus builds all the sources, and calls a stand-in for {@code native-image} that makes an empty file. So tests
 * can check the registered classes and the package with any JDK. Only GraalVM itself can show that it builds the image.
 */
public final class NativeSources {

    private static final String STAND_IN =
            """
            #!/bin/sh
            if [ "$1" = --version ]; then
              echo 'native-image 25.0.1 2025-10-21'
              echo 'OpenJDK Runtime Environment Mandrel-25.0.1.0-Final (build 25.0.1+8-LTS)'
              echo 'OpenJDK 64-Bit Server VM Mandrel-25.0.1.0-Final (build 25.0.1+8-LTS, mixed mode)'
              exit
            fi
            echo "$@" > "$(dirname "$0")/arguments"
            for last; do case "$last" in *-runner) : > "$last";; esac; done
            """;

    private static final Pattern SDK_FILE = Pattern.compile(
            "/META-INF/services/software\\.amazon\\.awssdk\\.http\\..*|/software/amazon/awssdk/.*/execution\\.interceptors");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> reflective = new HashSet<>();
    private final Set<String> resources = new HashSet<>();
    private final List<Path> jars;
    private final Path zip;

    private NativeSources(Path target) throws IOException {
        Path sources = only(target, ".*-native-image-source-jar");
        zip = target.resolve("function.zip");
        try (FileSystem runner = FileSystems.newFileSystem(only(sources, ".*-runner\\.jar"))) {
            Path config = runner.getPath("META-INF", "native-image");
            for (JsonNode type : JSON.readTree(Files.readString(config.resolve("reflect-config.json")))) {
                reflective.add(type.get("name").asText());
            }
            JsonNode included = JSON.readTree(Files.readString(config.resolve("resource-config.json")));
            included.at("/resources/includes")
                    .forEach(include -> resources.add(include.get("pattern").asText()));
        }
        try (Stream<Path> libraries = Files.list(sources.resolve("lib"))) {
            jars = libraries.toList();
        }
    }

    /** Makes the sources of a function from its compiled classes. */
    public static NativeSources of(Path module) throws Exception {
        Path target = Files.createDirectories(module.toAbsolutePath().resolve("target/native-check"));
        Path graalVm = standIn(target);
        Properties settings = new Properties();
        settings.setProperty("quarkus.native.enabled", "true");
        settings.setProperty("quarkus.package.jar.enabled", "false");
        settings.setProperty("quarkus.native.container-build", "false");
        settings.setProperty("quarkus.native.graalvm-home", graalVm.toString());
        try (CuratedApplication application = QuarkusBootstrap.builder()
                .setApplicationRoot(module.toAbsolutePath().resolve("target/classes"))
                .setProjectRoot(module.toAbsolutePath())
                .setTargetDirectory(target)
                .setBaseName("function")
                .setBaseClassLoader(NativeSources.class.getClassLoader())
                .setMode(QuarkusBootstrap.Mode.PROD)
                .setLocalProjectDiscovery(true)
                .setIsolateDeployment(true)
                .setBuildSystemProperties(settings)
                .build()
                .bootstrap()) {
            application.createAugmentor().createProductionApplication();
        }
        return new NativeSources(target);
    }

    /** Returns the classes that can be found by name, and instantiated, at run time. */
    public Set<String> reflective() {
        return reflective;
    }

    /** Returns whether the image will contain a resource of that name. */
    public boolean holds(String resource) {
        return resources.stream().anyMatch(pattern -> Pattern.matches(pattern, resource));
    }

    /** Returns the AWS SDK's files of services and interceptors in all jars of the image, with the named classes. */
    public Map<String, List<String>> filesOfTheSdk() throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        for (Path jar : jars) {
            try (FileSystem content = FileSystems.newFileSystem(jar);
                    Stream<Path> files = Files.walk(content.getPath("/"))) {
                for (Path file : files.filter(
                                file -> SDK_FILE.matcher(file.toString()).matches())
                        .toList()) {
                    found.put(
                            file.toString().substring(1),
                            Files.readAllLines(file).stream()
                                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                                    .toList());
                }
            }
        }
        return found;
    }

    /** Returns a class and its nested classes, without the builders. */
    public static Set<String> partsOf(Class<?> type) {
        Set<String> parts = new HashSet<>(Set.of(type.getName()));
        for (Class<?> part : type.getDeclaredClasses()) {
            if (!part.getSimpleName().endsWith("Builder")) {
                parts.addAll(partsOf(part));
            }
        }
        return parts;
    }

    /** Returns the names and modes of the files in the deployment package. */
    public Map<String, Set<PosixFilePermission>> zip() throws IOException {
        Map<String, Set<PosixFilePermission>> entries = new TreeMap<>();
        try (FileSystem content = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", "true"));
                Stream<Path> files = Files.walk(content.getPath("/"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.put(file.toString(), Files.getPosixFilePermissions(file));
            }
        }
        return entries;
    }

    private static Path standIn(Path target) throws IOException {
        Path home = target.resolve("graalvm");
        Path tool = Files.createDirectories(home.resolve("bin")).resolve("native-image");
        Files.writeString(tool, STAND_IN);
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    private static Path only(Path directory, String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
