package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.system.kit.Scripts;
import dev.tally.system.kit.Scripts.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice of versions by {@code tools/aws.sh rollback}. Terraform and the AWS CLI are fake. */
class RollbackScriptTest {

    private static final String RESOURCES = "tally-counters tally-connections https://sqs/clicks";

    @TempDir
    private Path folder;

    private @Nullable Scripts copied;

    @BeforeEach
    void copy() throws IOException {
        copied = Scripts.copyTo(folder)
                .with(
                        "terraform",
                        """
                        case "$*" in
                        *function_alias*) printf live ;;
                        *"-raw region"*) printf eu-central-1 ;;
                        *) echo '{"press":"tally-press","fanout":"tally-fanout"}' ;;
                        esac
                        """)
                .with(
                        "aws",
                        """
                        name=$(echo "$*" | sed 's/.*--function-name tally-\\([a-z]*\\).*/\\1/')
                        case "$*" in
                        *list-versions*) printf '$LATEST\\tDeployment c\\t-\\n'; cat "$FAKE/$name" ;;
                        *"--query State") cat "$FAKE/state" ;;
                        *get-function-configuration*) cat "$FAKE/$name-live" ;;
                        *update-alias*) echo "$*" >>"$FAKE/updates" ;;
                        esac
                        """);
        versions("press", "1 a", "2 b", "10 c");
        versions("fanout", "4 a", "5 b", "7 c");
        live("press", "10 c");
        live("fanout", "7 c");
        Files.writeString(folder.resolve("state"), "Active\n");
    }

    @Test
    void rollback_unconfirmed_listsTheVersionsOfTheDeploymentBefore() throws Exception {
        Result result = rollback();

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output())
                .contains("from Deployment c to Deployment b", "press        10 -> 2\n", "fanout       7 -> 5\n")
                .contains("Nothing was changed. To go back: make rollback CONFIRM=yes");
        assertThat(folder.resolve("updates")).doesNotExist();
    }

    @Test
    void rollback_confirmed_movesEveryAliasAndEndsSharing() throws Exception {
        Result result = rollback("yes");

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(updates())
                .hasSize(2)
                .allMatch(update -> update.contains("--name live")
                        && update.contains("--routing-config AdditionalVersionWeights={} "))
                .anyMatch(update -> update.contains("tally-press") && update.contains("--function-version 2 "))
                .anyMatch(update -> update.contains("tally-fanout") && update.contains("--function-version 5 "));
    }

    @Test
    void rollback_share_keepsTheVersionAndAddsAWeight() throws Exception {
        Result result = rollback("yes", "0.1");

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(updates())
                .anyMatch(update -> update.contains("AdditionalVersionWeights={2=0.1}"))
                .noneMatch(update -> update.contains("--function-version"));
    }

    @Test
    void rollback_ofARollback_goesOneDeploymentFurther() throws Exception {
        live("press", "2 b");
        live("fanout", "5 b");

        assertThat(rollback().output()).contains("from Deployment b to Deployment a", "press        2 -> 1\n");
    }

    @Test
    void rollback_nothingBefore_saysWhatToDo() throws Exception {
        live("press", "1 a");

        Result result = rollback("yes");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("has no version of an earlier deployment", "run make deploy");
    }

    @Test
    void rollback_versionMissing_changesNothing() throws Exception {
        versions("fanout", "4 a", "7 c");

        Result result = rollback("yes");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("tally-fanout has no version of 'Deployment b'", "Nothing was changed");
        assertThat(folder.resolve("updates")).doesNotExist();
    }

    /** A version keeps its variables, so it would use the table from before a restore. */
    @Test
    void rollback_otherTable_changesNothing() throws Exception {
        Files.writeString(
                folder.resolve("fanout-live"),
                "7\tDeployment c\t" + RESOURCES.replace("counters", "counters-2") + "\n");

        Result result = rollback("yes");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("version 5 of tally-fanout uses other tables or queues");
        assertThat(folder.resolve("updates")).doesNotExist();
    }

    @Test
    void rollback_snapshotGone_isReported() throws Exception {
        Files.writeString(folder.resolve("state"), "Inactive\n");

        assertThat(rollback().output()).contains("10 -> 2 (Inactive: Lambda first makes a new snapshot");
    }

    private Result rollback(String... options) throws Exception {
        String[] command = new String[options.length + 2];
        command[0] = "tools/aws.sh";
        command[1] = "rollback";
        System.arraycopy(options, 0, command, 2, options.length);
        return Objects.requireNonNull(copied).run(Map.of("FAKE", folder.toString()), command);
    }

    private List<String> updates() throws IOException {
        return Files.readAllLines(folder.resolve("updates")).stream()
                .map(line -> line + " ")
                .toList();
    }

    private void versions(String function, String... versions) throws IOException {
        Files.writeString(folder.resolve(function), lines(versions));
    }

    private void live(String function, String version) throws IOException {
        Files.writeString(folder.resolve(function + "-live"), lines(version));
    }

    private static String lines(String... versions) {
        StringBuilder lines = new StringBuilder();
        for (String version : versions) {
            lines.append(version.replace(" ", "\tDeployment "))
                    .append('\t')
                    .append(RESOURCES)
                    .append('\n');
        }
        return lines.toString();
    }
}
