package dev.tally.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionSettingsTest {

    private final StackSpec spec = StackSpec.load(ProjectRoot.above(Path.of("")));

    @Test
    void in_settingOfAFunction_isGivenToIt() {
        assertThat(FunctionSettings.in(Map.of("TALLY_WRITES_PER_SECOND", "0"), spec))
                .containsExactly(Map.entry("TALLY_WRITES_PER_SECOND", "0"));
    }

    @Test
    void in_otherVariables_areNot() {
        Map<String, String> others =
                Map.of("PATH", "/bin", "TALLY_HTTP_PORT", "1", "TALLY_TABLE", "mine", "QUARKUS_LAMBDA_HANDLER", "x");
        assertThat(FunctionSettings.in(others, spec)).isEmpty();
    }
}
