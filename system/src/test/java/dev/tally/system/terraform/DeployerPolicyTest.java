package dev.tally.system.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tally.localstack.spec.ProjectRoot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policies for a deployer, against the types of resources in the sources. {@link TerraformMotoIT} compares the calls. */
class DeployerPolicyTest {

    private static final Path TERRAFORM = ProjectRoot.above(Path.of("")).resolve(Path.of("infra", "terraform"));
    private static final Pattern TYPE = Pattern.compile("(?:resource|data) \"(aws_[a-z0-9_]+)\"");
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: without white space.
    private static final int LONGEST_POLICY = 6144;

    @ParameterizedTest
    @CsvSource({"stack,.", "web,web"})
    void actions_documented_areThoseOfTheTypesInTheSources(String root, String folder) throws IOException {
        Set<String> types = needs(root).keySet().stream()
                .filter(type -> type.startsWith("aws_"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(types)
                .as("the types of system/src/test/resources/terraform/deployer.yaml")
                .isEqualTo(typesIn(folder));
    }

    @ParameterizedTest
    @CsvSource({"stack,.", "web,web"})
    void policy_allows_exactlyTheActions(String root, String folder) throws IOException {
        Set<String> needed =
                needs(root).values().stream().flatMap(List::stream).collect(Collectors.toCollection(TreeSet::new));

        assertThat(allowed(TERRAFORM.resolve(folder).resolve("deployer-policy.json")))
                .isEqualTo(needed)
                .noneMatch(action -> action.contains("*"));
    }

    @ParameterizedTest
    @CsvSource({".", "web"})
    void policy_length_isAcceptedByIam(String folder) throws IOException {
        String policy = Files.readString(TERRAFORM.resolve(folder).resolve("deployer-policy.json"));

        assertThat(policy.replaceAll("\\s", "")).hasSizeLessThanOrEqualTo(LONGEST_POLICY);
    }

    /** Returns the actions that a policy allows. */
    static Set<String> allowed(Path policy) throws IOException {
        Set<String> actions = new TreeSet<>();
        for (JsonNode statement : new JsonMapper().readTree(policy.toFile()).path("Statement")) {
            statement.path("Action").forEach(action -> actions.add(action.asText()));
        }
        return actions;
    }

    private static Map<String, List<String>> needs(String root) throws IOException {
        try (InputStream file = DeployerPolicyTest.class.getResourceAsStream("/terraform/deployer.yaml")) {
            return Objects.requireNonNull(new YAMLMapper()
                    .readValue(file, new TypeReference<Map<String, Map<String, List<String>>>>() {})
                    .get(root));
        }
    }

    /** Returns the types in a root and its modules. The page and the examples are separate roots. */
    static Set<String> typesIn(String folder) throws IOException {
        Path root = TERRAFORM.resolve(folder).normalize();
        try (Stream<Path> files = Files.walk(root)) {
            Set<String> types = new TreeSet<>();
            for (Path file : files.filter(file -> file.toString().endsWith(".tf"))
                    .filter(file -> Stream.of("web", "examples")
                            .noneMatch(other -> root.relativize(file).startsWith(other)))
                    .filter(file -> !file.toString().contains("/.terraform"))
                    .toList()) {
                TYPE.matcher(Files.readString(file)).results().forEach(type -> types.add(type.group(1)));
            }
            return types;
        }
    }
}
