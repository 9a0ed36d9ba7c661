package dev.tally.system.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.system.kit.Scripts;
import dev.tally.system.kit.Scripts.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of {@code infra/terraform/run.sh} after a plan: page, check and summary. Terraform, AWS CLI and curl are fake. */
class RunScriptTest {

    private static final String RUN = "infra/terraform/run.sh";
    private static final Map<String, String> CONFIRMED = Map.of("CONFIRM", "yes");
    private static final String FINDINGS = "judged\teu-central-1\taws\ttally\nrisk\tAlarms reach no one.\nend\n";

    @TempDir
    private Path folder;

    private Path page = Path.of("");
    private @Nullable Scripts copied;

    @BeforeEach
    void copy() throws IOException {
        Scripts scripts = Scripts.copyTo(folder);
        copied = scripts;
        Files.createDirectories(folder.resolve(Path.of("infra", "terraform", "guard")));
        page = Files.createDirectories(folder.resolve(Path.of("web", "app", "dist")));
        Files.writeString(page.resolve("index.html"), "<p>");
        Files.createDirectories(folder.resolve(Path.of("infra", "terraform", "web")));
        findings(FINDINGS);
        scripts.with(
                "terraform",
                """
                place=$(basename "$PWD")
                echo "$place $*" >>"$FAKE/terraform"
                case "$*" in
                "state pull") echo '{}' ;;
                "state list") [ "$place" = web ] && cat "$FAKE/web-state" 2>/dev/null || echo 'aws_lambda_alias.live["press"]' ;;
                plan*) [ "$place" = web ] && [ -f "$FAKE/unplannable-page" ] && exit 1; for word in "$@"; do case $word in -out=*) echo >"${word#-out=}" ;; esac; done; exit 2 ;;
                show*) echo '{}' ;;
                "output -raw findings") cat "$FAKE/findings" ;;
                "output -raw http_url") cat "$FAKE/http-url" 2>/dev/null || echo https://api.example.com ;;
                "output -raw websocket_url") echo wss://live.example.com ;;
                "output -raw function_alias") echo live ;;
                "output -raw dashboard") echo tally-eu-central-1 ;;
                "output -raw url") echo https://page.example.com ;;
                esac
                """);
        scripts.with(
                "aws",
                """
                echo "$*" >>"$FAKE/aws"
                # The first answer is the first line, and the last line is repeated.
                head -n 1 "$FAKE/states"
                [ "$(wc -l <"$FAKE/states")" -eq 1 ] || { tail -n +2 "$FAKE/states" >"$FAKE/rest"; mv "$FAKE/rest" "$FAKE/states"; }
                """);
        scripts.with(
                "curl",
                """
                echo "$*" >>"$FAKE/curl"
                count=$(cat "$FAKE/count")
                case "$*" in
                *POST*)
                  [ ! -f "$FAKE/lost" ] && echo $((count + 1)) >"$FAKE/count"
                  [ -f "$FAKE/status" ] && cat "$FAKE/status" || printf 202
                  ;;
                *) echo '{"counter": "deploy-check", "count": '"$count"', "version": 3}' ;;
                esac
                """);
        state("Active\t7\tNone");
        Files.writeString(folder.resolve("count"), "41");
    }

    @Test
    void deploy_everythingWorks_appliesThePageAndChecksAndPrintsTheSummary() throws Exception {
        state("Pending\t7\tThe function is being created.", "Active\t7\tNone");

        Result result = run(CONFIRMED, "deploy");

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output())
                .contains(
                        "The versions of all functions can be invoked.",
                        "A press of the counter deploy-check was counted: 41 before, 42 now.",
                        "Page:          https://page.example.com\n",
                        "HTTP API:      https://api.example.com\n",
                        "WebSocket API: wss://live.example.com\n",
                        "<script type=\"module\" src=\"https://page.example.com/tally.js\"></script>",
                        "<tally-button counter=\"like~page\" label=\"Like\"></tally-button>",
                        "Before you go live:\n- Alarms reach no one.\n");
        assertThat(calls("aws"))
                .contains("get-function-configuration --function-name tally-press --qualifier live")
                .doesNotContain("endpoint-url");
        assertThat(calls("curl")).doesNotContain("global");
        assertThat(calls("terraform"))
                .containsSubsequence("terraform apply -input=false", "web plan", "web apply")
                .containsPattern("web plan .*-var name=tally -var region=eu-central-1 -var directory=" + real(page)
                        + " -var http_url=https://api.example.com -var ws_url=wss://live.example.com ");
    }

    @Test
    void deploy_withoutPage_leavesItOut() throws Exception {
        Files.delete(page.resolve("index.html"));

        Result result = run(Map.of("CONFIRM", "yes", "PAGE", "no"), "deploy");

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).contains("Page:          none: PAGE=no\n").doesNotContain("tally-button");
        assertThat(calls("terraform")).doesNotContain("web ");
    }

    @Test
    void deploy_pageNotBuilt_changesNothing() throws Exception {
        Files.delete(page.resolve("index.html"));

        Result result = run(CONFIRMED, "deploy");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("has no built page: run make build", "PAGE=no. Nothing was changed.");
        assertThat(calls("terraform")).doesNotContain("terraform apply -input=false");
    }

    @Test
    void deploy_pageCannotBePlanned_printsTheCommandToRepeat() throws Exception {
        Files.createFile(folder.resolve("unplannable-page"));

        Result result = run(CONFIRMED, "deploy");

        assertThat(result.exit()).isNotZero();
        assertThat(result.output())
                .contains("The stack itself is done", "make deploy CONFIRM=yes")
                .doesNotContain("declare");
    }

    /** The state of the stack in web/ would be destroyed by the plan of the page. */
    @Test
    void deploy_pageWithTheStateOfTheStack_isRejected() throws Exception {
        Files.writeString(folder.resolve("web-state"), "aws_lambda_function.this[\"press\"]\n");

        Result result = run(Map.of("CONFIRM", "yes", "INIT_FLAGS", "-backend-config=prod.s3.tfbackend"), "deploy");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("infra/terraform/web has the state of the stack");
        assertThat(calls("terraform"))
                .contains("terraform init -backend-config=prod.s3.tfbackend", "web init")
                .doesNotContain("web init -backend-config", "web plan");
    }

    @Test
    void deploy_failedSnapshot_namesVersionReasonAndRunbook() throws Exception {
        state("Failed\t8\tThe init method threw an exception.");

        Result result = run(CONFIRMED, "deploy");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output())
                .contains(
                        "Version 8 of press cannot be invoked: The init method threw an exception.",
                        "docs/runbook.md#failed-snapshot");
        assertThat(folder.resolve("curl")).doesNotExist();
    }

    @Test
    void deploy_versionNeverReady_endsWithItsState() throws Exception {
        state("Pending\t8\tThe function is being created.");

        Result result = run(Map.of("CONFIRM", "yes", "TALLY_WAIT_SECONDS", "0"), "deploy");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("Version 8 of press is not ready after 0 s (Pending)");
    }

    @Test
    void deploy_pressNotCounted_fails() throws Exception {
        Files.writeString(folder.resolve("lost"), "");

        Result result = run(Map.of("CONFIRM", "yes", "TALLY_WAIT_SECONDS", "1"), "deploy");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output())
                .contains("A press was accepted, but the count of deploy-check is still 41.", "does not count");
    }

    @Test
    void deploy_tokensRequired_checksReadingOnly() throws Exception {
        Files.writeString(folder.resolve("status"), "401");

        Result result = run(CONFIRMED, "deploy");

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).contains("Counting was not checked, because presses need a token.");
    }

    @Test
    void deploy_emulator_hasNoPageAndChecksOnlyAGivenUrl() throws Exception {
        findings(FINDINGS.replace("aws", "http://localhost:4566"));

        Result unchecked = run(CONFIRMED, "deploy");
        Result checked = run(Map.of("CONFIRM", "yes", "TALLY_URL", "http://localhost:8080/"), "deploy");

        assertThat(unchecked.exit()).as(unchecked.output()).isZero();
        assertThat(unchecked.output())
                .contains("Page:          none: an emulator has no CloudFront", "Counting was not checked");
        assertThat(checked.output()).contains("41 before, 42 now");
        assertThat(calls("curl")).contains("http://localhost:8080/v1/counters/deploy-check/clicks");
        assertThat(calls("aws")).contains("--endpoint-url http://localhost:4566");
    }

    @Test
    void plan_firstDeploy_printsTheRisksAndPlansNoPage() throws Exception {
        Files.writeString(folder.resolve("http-url"), "");

        Result result = run(Map.of(), "plan");

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output())
                .contains("The page is planned by make deploy, once the APIs have URLs.", "- Alarms reach no one.");
        assertThat(calls("terraform")).doesNotContain("web ", " apply -input=false /");
    }

    @Test
    void destroy_confirmed_destroysTheStackAndThenThePage() throws Exception {
        Files.delete(page.resolve("index.html"));

        Result result = run(CONFIRMED, "destroy");

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(calls("terraform"))
                .containsSubsequence(
                        "terraform plan", "-destroy", "terraform apply", "web plan", "-destroy", "web apply");
        assertThat(calls("curl")).isEmpty();
    }

    @Test
    void page_neitherYesNorNo_isRejected() throws Exception {
        Result result = run(Map.of("PAGE", "maybe"), "deploy");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("PAGE must be yes or no, not 'maybe'.");
    }

    private Result run(Map<String, String> settings, String command) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("FAKE", folder.toString());
        for (String unset : new String[] {"TF_PLUGIN_DIR", "AWS_ENDPOINT_URL"}) {
            all.putIfAbsent(unset, "");
        }
        return Objects.requireNonNull(copied).run(all, RUN, command);
    }

    private void findings(String text) throws IOException {
        Files.writeString(folder.resolve("findings"), text);
    }

    /** The answers of the AWS CLI, of which the last is repeated. */
    private void state(String... answers) throws IOException {
        Files.writeString(folder.resolve("states"), String.join("\n", answers) + "\n");
    }

    private String calls(String program) throws IOException {
        Path calls = folder.resolve(program);
        return Files.exists(calls) ? Files.readString(calls) : "";
    }

    private static String real(Path path) throws IOException {
        return path.toRealPath().toString();
    }
}
