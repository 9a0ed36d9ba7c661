package dev.tally.system.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A deployment to an emulator without a network: Terraform calls the emulator alone, and ARNs name its account. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("terraform")
@Tag("slow")
class EmulatorIT {

    private static final Pattern ARN = Pattern.compile("arn:aws:execute-api:[a-z0-9-]+:[^:]*:");

    @TempDir
    private Path workspace;

    @Test
    void apply_rolesAndApis_callsTheEmulatorAloneAndNamesItsAccount() throws IOException {
        Terraform terraform = Terraform.ready(ProjectRoot.above(Path.of("")), workspace);
        // By default the provider tries a call to AWS 25 times.
        Files.writeString(
                workspace.resolve(Path.of("infra", "terraform", "retries_override.tf")),
                "provider \"aws\" {\n  max_retries = 1\n}\n");
        String executable = Programs.onPath("moto_server").map(Path::toString).orElseGet(EmulatorIT::skip);
        try (Moto moto = Moto.start(executable, workspace.resolve("moto.log"));
                ClosedNetwork network = ClosedNetwork.open()) {
            Terraform.Result applied = terraform.run(
                    Map.of("HTTPS_PROXY", network.proxy(), "CHECKPOINT_DISABLE", "1"),
                    "apply",
                    "-auto-approve",
                    "-input=false",
                    "-no-color",
                    "-var-file=localstack.tfvars",
                    "-var=emulator_endpoint=" + moto.endpoint(),
                    "-target=aws_iam_role_policy.function",
                    "-target=module.gateway");

            assertThat(network.requested()).as(applied.output()).isEmpty();
            applied.successful();
            String state = new JsonMapper()
                    .readTree(terraform.run("show", "-json").successful())
                    .toString();
            List<String> arns = ARN.matcher(state)
                    .results()
                    .map(MatchResult::group)
                    .distinct()
                    .toList();
            assertThat(arns).containsExactly("arn:aws:execute-api:eu-central-1:123456789012:");
        }
    }

    private static String skip() {
        System.err.println(
                "SKIPPED: a deployment to an emulator: moto_server is not on the PATH; pip install 'moto[server]'");
        return abort("moto_server is not on the PATH");
    }
}
