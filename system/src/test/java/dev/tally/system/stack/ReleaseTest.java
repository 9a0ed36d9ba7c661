package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.Scripts;
import dev.tally.system.kit.Scripts.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The workflows of GitHub Actions, and the check of native binaries. */
class ReleaseTest {

    private static final Path WORKFLOWS = ProjectRoot.above(Path.of("")).resolve(Path.of(".github", "workflows"));
    private static final Pattern USES = Pattern.compile("(?m)^ *-? *uses: (.*)$");
    private static final Pattern PINNED =
            Pattern.compile("[\\w-]+/[\\w/-]+@[0-9a-f]{40} # v[0-9.]+|\\./\\.github/workflows/.*");

    @TempDir
    private Path folder;

    /** A tag can be moved to other code, a commit cannot. */
    @Test
    void workflows_actions_arePinnedByCommitAndNameTheirVersion() throws IOException {
        List<String> used = new ArrayList<>();
        for (Path workflow : workflows()) {
            USES.matcher(Files.readString(workflow)).results().forEach(use -> used.add(use.group(1)));
        }

        assertThat(used).hasSizeGreaterThan(20).allMatch(use -> PINNED.matcher(use)
                .matches());
    }

    @Test
    void workflows_permissions_areReadExceptForRelease() throws IOException {
        for (Path workflow : workflows()) {
            String text = Files.readString(workflow);
            assertThat(text).as(workflow.toString()).contains("\npermissions:\n  contents: read\n");
            if (!workflow.endsWith("release.yml")) {
                assertThat(text.replace("id-token: write", ""))
                        .as(workflow.toString())
                        .doesNotContain(": write");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2.9 2.34, 0, 2.34", "2.34 2.2.5, 0, 2.34", "2.17 2.38 2.4, 1, 2.38", "2.35, 1, 2.35"})
    void glibc_binaryWithSymbols_isAcceptedUpToThatOfAmazonLinux(String versions, int exit, String newest)
            throws Exception {
        StringBuilder symbols = new StringBuilder();
        for (String version : versions.split(" ", -1)) {
            symbols.append("0000000000000000      DF *UND*  0000000000000000 (GLIBC_")
                    .append(version)
                    .append(") read\n");
        }
        Files.writeString(folder.resolve("symbols"), symbols);
        Scripts scripts = Scripts.copyTo(folder).with("objdump", "cat \"$2\"");

        Result result = scripts.run(".github/glibc.sh", "symbols");

        assertThat(result.exit()).as(result.output()).isEqualTo(exit);
        assertThat(result.output()).contains("needs glibc " + newest);
    }

    private static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(WORKFLOWS)) {
            return files.sorted().toList();
        }
    }
}
