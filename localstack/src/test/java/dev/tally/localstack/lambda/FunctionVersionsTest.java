package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionVersionsTest {

    private static final FunctionDeployment OTHER = TestFunctions.one("press", Path.of("other.zip"));

    private final FunctionVersions first = FunctionVersions.of(TestFunctions.one("press", Path.of("press.zip")));

    @Test
    void of_function_isVersion1AndLive() {
        assertThat(first.all()).extracting(FunctionDeployment::version).containsExactly("$LATEST", "1");
        assertThat(first.live()).isEqualTo(FunctionAlias.of("1"));
    }

    @Test
    void publish_unchanged_publishesNothing() {
        assertThat(first.publish("again")).isEqualTo(first);
    }

    @Test
    void publish_otherCode_addsAVersionAndKeepsTheEarlierOne() {
        FunctionVersions second = first.update(OTHER).publish("Deployment b");

        assertThat(second.published())
                .extracting(FunctionDeployment::version, FunctionDeployment::description, FunctionDeployment::zip)
                .containsExactly(
                        tuple("1", "", Path.of("press.zip")), tuple("2", "Deployment b", Path.of("other.zip")));
        assertThat(second.live()).isEqualTo(FunctionAlias.of("1"));
    }

    @ParameterizedTest
    @CsvSource({
        "$LATEST, 0, $LATEST",
        "1, 0, 1",
        "2, 0, 2",
        "live, 0, 2",
        "live, 0.2, 2",
        "live, 0.25, 1",
        "live, 0.99, 1"
    })
    void find_qualifier_isAVersionOrAShareOfTheAlias(String qualifier, double draw, String version) {
        FunctionVersions shared = first.update(OTHER).publish("").withLive(new FunctionAlias("1", Map.of("2", 0.25)));

        assertThat(shared.find(qualifier, draw))
                .map(FunctionDeployment::version)
                .hasValue(version);
    }

    @Test
    void find_unknown_isEmpty() {
        assertThat(List.of("2", "other", ""))
                .allMatch(name -> first.find(name, 0).isEmpty());
    }
}
