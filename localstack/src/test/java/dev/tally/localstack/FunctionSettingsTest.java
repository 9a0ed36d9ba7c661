package dev.tally.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FunctionSettingsTest {

    private final StackSpec spec = StackSpec.load(ProjectRoot.above(Path.of("")));

    @Test
    void in_settingOfAFunction_isReturned() {
        assertThat(FunctionSettings.in(Map.of("TALLY_WRITES_PER_SECOND", "0"), spec))
                .containsExactly(Map.entry("TALLY_WRITES_PER_SECOND", "0"));
    }

    @Test
    void in_otherVariables_areIgnored() {
        Map<String, String> others =
                Map.of("PATH", "/bin", "TALLY_HTTP_PORT", "1", "TALLY_TABLE", "mine", "QUARKUS_LAMBDA_HANDLER", "x");
        assertThat(FunctionSettings.in(others, spec)).isEmpty();
    }

    @Test
    void ofTokens_connectsNotRequired_isEmpty() {
        assertThat(FunctionSettings.ofTokens(new Jwt(Optional.of("https://issuer.example.com"), false)))
                .isEmpty();
    }

    @Test
    void ofTokens_connects_hasTheFunctionsVariables() {
        assertThat(FunctionSettings.ofTokens(new Jwt(Optional.of("https://issuer.example.com"), true)))
                .containsOnly(
                        Map.entry("TALLY_JWT_ISSUER", "https://issuer.example.com"),
                        Map.entry("TALLY_JWT_AUDIENCE", "tally"));
    }

    @Test
    void ofTokens_connectsWithoutAnIssuer_namesTheSetting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionSettings.ofTokens(new Jwt(Optional.empty(), true)))
                .withMessageContaining("TALLY_JWT_ISSUER");
    }

    private record Jwt(Optional<String> issuer, boolean connects) implements LocalStackSettings.Jwt {

        @Override
        public Optional<Set<String>> audience() {
            return Optional.of(Set.of("tally"));
        }

        @Override
        public Optional<Set<String>> scopes() {
            return Optional.empty();
        }
    }
}
