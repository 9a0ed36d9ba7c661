package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.localstack.runtime.RuntimeClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionRuntimeTest {

    @ParameterizedTest
    @CsvSource({
        "Linux,      amd64,   AWS",
        "Linux,      aarch64, AWS",
        "Linux,      riscv64, JAVA",
        "Mac OS X,   aarch64, JAVA",
        "Mac OS X,   x86_64,  JAVA",
        "Windows 11, amd64,   JAVA"
    })
    void choose_noVariable_isAwsClientWhereItHasALibrary(String system, String architecture, FunctionRuntime expected) {
        boolean nativeLibrary = NativeLibrary.isFor(system, architecture);
        assertThat(FunctionRuntime.choose(null, nativeLibrary)).isEqualTo(expected);
        assertThat(FunctionRuntime.choose("", nativeLibrary)).isEqualTo(expected);
    }

    @Test
    void choose_variable_isThatClientOnAnyMachine() {
        assertThat(FunctionRuntime.choose("java", true)).isEqualTo(FunctionRuntime.JAVA);
        assertThat(FunctionRuntime.choose("aws", false)).isEqualTo(FunctionRuntime.AWS);
    }

    @Test
    void choose_unknownClient_namesVariableAndValues() {
        assertThatThrownBy(() -> FunctionRuntime.choose("JAVA", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TALLY_RUNTIME_CLIENT must be aws or java, not 'JAVA'");
    }

    @ParameterizedTest
    @CsvSource({
        "amd64, false, libaws-lambda-jni.linux-x86_64.so",
        "aarch64, false, libaws-lambda-jni.linux-aarch_64.so",
        "amd64, true, libaws-lambda-jni.linux_musl-x86_64.so"
    })
    void nameFor_machine_isThatOfItsLibrary(String architecture, boolean musl, String name) {
        assertThat(NativeLibrary.nameFor(architecture, musl)).isEqualTo(name);
    }

    @Test
    void unpack_java_hasEveryClassOfTheClient(@TempDir Path directory) throws Exception {
        FunctionRuntime.JAVA.unpackInto(directory);

        Path compiled = Path.of(RuntimeClasses.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<String> expected = classes(compiled.resolve(packageOf(RuntimeClasses.class)));
        expected.removeAll(Set.of("package-info.class", "RuntimeClasses.class"));
        assertThat(classes(directory.resolve("runtime").resolve(packageOf(RuntimeClasses.class))))
                .isEqualTo(expected);
    }

    private static String packageOf(Class<?> type) {
        return type.getPackageName().replace('.', '/');
    }

    private static Set<String> classes(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
