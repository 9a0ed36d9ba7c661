package dev.tally.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageKindTest {

    private static final StackSpec SPEC = StackSpec.load(ProjectRoot.above(Path.of("")));

    @TempDir
    private Path root;

    @Test
    void of_setting_selectsTheKind() {
        assertThat(PackageKind.of(Optional.empty())).isEqualTo(PackageKind.JVM);
        assertThat(PackageKind.of(Optional.of("no"))).isEqualTo(PackageKind.JVM);
        assertThat(PackageKind.of(Optional.of("yes"))).isEqualTo(PackageKind.NATIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "YES", "native"})
    void of_anotherValue_namesTheAllowedOnes(String value) {
        assertThatThrownBy(() -> PackageKind.of(Optional.of(value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("NATIVE must be yes or no, not '" + value + "'");
    }

    @Test
    void choose_jvm_isTheSpecificationItself() {
        assertThat(PackageKind.JVM.choose(SPEC, root)).isSameAs(SPEC);
    }

    @Test
    void choose_nativePackageMissing_namesItAndTheCommand() throws IOException {
        write("functions/press/target/native/function.zip");

        assertThatThrownBy(() -> PackageKind.NATIVE.choose(SPEC, root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("functions/aggregator/target/native/function.zip")
                .hasMessageContaining("make build-native");
    }

    @Test
    void choose_nativePackages_differOnlyInArtifactAndVariable() throws IOException {
        for (String module : new String[] {"press", "aggregator", "broadcaster"}) {
            write("functions/" + module + "/target/native/function.zip");
        }

        StackSpec chosen = PackageKind.NATIVE.choose(SPEC, root);

        assertThat(chosen)
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes("functions\\.\\w+\\.(artifact|environment)")
                .isEqualTo(SPEC);
        assertThat(chosen.functions().keySet())
                .containsExactlyElementsOf(SPEC.functions().keySet());
        StackSpec.Function rollup = named("rollup", chosen);
        assertThat(rollup.artifact()).isEqualTo("functions/broadcaster/target/native/function.zip");
        assertThat(rollup.environment())
                .containsAllEntriesOf(named("rollup", SPEC).environment())
                .containsEntry("DISABLE_SIGNAL_HANDLERS", "true");
    }

    @Test
    void environments_nativeWithoutASetting_areMoreWithOneInvocationEach() {
        assertThat(PackageKind.JVM.environments(OptionalInt.empty())).isEqualTo(1);
        assertThat(PackageKind.JVM.concurrency(16)).isEqualTo(16);
        assertThat(PackageKind.NATIVE.environments(OptionalInt.empty())).isEqualTo(4);
        assertThat(PackageKind.NATIVE.environments(OptionalInt.of(2))).isEqualTo(2);
        assertThat(PackageKind.NATIVE.concurrency(16)).isEqualTo(1);
    }

    private static StackSpec.Function named(String name, StackSpec spec) {
        return StackSpec.named("function", name, spec.functions().get(name));
    }

    private void write(String file) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.createFile(path);
    }
}
