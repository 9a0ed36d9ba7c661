package dev.tally.localstack.cloud;

import dev.tally.localstack.spec.ProjectRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The cloud of the tests: the embedded cloud, LocalStack in a container, or any endpoint. {@code -Dcloud=embedded},
 * {@code -Dcloud=localstack} or {@code -Dcloud.endpoint=http://localhost:4566} selects it. Each start prints the cloud
 * and the reason.
 */
public final class TestCloud {

    private static final String REGION = "eu-central-1";
    private static final String CHOICE = System.getProperty("cloud", "");
    private static final String ENDPOINT = System.getProperty("cloud.endpoint", "");
    private static final Pattern IMAGE = Pattern.compile("image: (localstack/localstack:\\d\\S*)");

    private TestCloud() {}

    /** One container for all tests of this process. Testcontainers removes it when the process ends. */
    private static final class Shared {

        private static final String IMAGE_NAME = pinnedImage();
        private static final LocalStackContainer CONTAINER = start();

        private static LocalStackContainer start() {
            LocalStackContainer container = new LocalStackContainer(DockerImageName.parse(IMAGE_NAME));
            container.withServices("sqs", "dynamodb").start();
            return container;
        }
    }

    /** Starts the selected cloud, by default the embedded one. */
    public static Cloud start() {
        if (!ENDPOINT.isEmpty()) {
            return endpoint();
        }
        return isLocalStack() ? localStack("-Dcloud=localstack") : embedded("the default of this test");
    }

    /** Starts the selected cloud, by default LocalStack if Docker runs, else the embedded cloud. */
    public static Cloud startBest() {
        if (!CHOICE.isEmpty() || !ENDPOINT.isEmpty()) {
            return start();
        }
        return DockerClientFactory.instance().isDockerAvailable()
                ? localStack("Docker runs")
                : embedded("LocalStack needs Docker, which does not run; see https://docs.docker.com/get-docker");
    }

    /** Skips a test of a rule of AWS that LocalStack is known to break, on LocalStack in a container. */
    public static void assumeFollows(String rule) {
        Assumptions.assumeFalse(ENDPOINT.isEmpty() && isLocalStack(), "LocalStack breaks the rule: " + rule);
    }

    private static boolean isLocalStack() {
        return switch (CHOICE) {
            case "", "embedded" -> false;
            case "localstack" -> true;
            default ->
                throw new IllegalArgumentException("-Dcloud must be embedded or localstack, not '" + CHOICE + "'");
        };
    }

    private static Cloud embedded(String reason) {
        System.out.println("cloud: embedded (" + reason + ")");
        return EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, REGION);
    }

    private static Cloud endpoint() {
        System.out.println("cloud: " + ENDPOINT + " (-Dcloud.endpoint)");
        return EndpointCloud.open(URI.create(ENDPOINT), REGION);
    }

    private static Cloud localStack(String reason) {
        URI endpoint = Shared.CONTAINER.getEndpoint();
        System.out.println("cloud: " + Shared.IMAGE_NAME + " (" + reason + ")");
        return EndpointCloud.open(endpoint, REGION);
    }

    /** Returns the release that {@code make run CLOUD=localstack} runs. */
    private static String pinnedImage() {
        Path compose = ProjectRoot.above(Path.of("")).resolve("localstack/compose.yaml");
        try {
            Matcher image = IMAGE.matcher(Files.readString(compose));
            if (!image.find()) {
                throw new IllegalStateException("no " + IMAGE + " in " + compose);
            }
            return image.group(1);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
