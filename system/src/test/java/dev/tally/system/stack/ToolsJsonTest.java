package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.localstack.spec.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON that the scripts in {@code tools} read. The functions write it without blanks, but emulators rewrite it with them. */
class ToolsJsonTest {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final String AGREEING =
            """
            {"counter":"likes","counted":7,"published":7,"asOf":"2026-11-29T10:00:00Z","disagrees":null,"shards":[\
            {"shard":"likes#0","holds":-2,"writes":1,"writtenAt":"2026-11-29T09:59:58Z"},\
            {"shard":"likes#1","holds":9,"writes":2,"writtenAt":"2026-11-29T09:59:59Z"}]}""";
    private static final String DISAGREEING = AGREEING.replace("null", "\"the total is 7, the shards are 8\"");
    private static final String LETTER = "{\"type\":\"click\",\"counter\":\"likes\",\"delta\":5}";

    @TempDir
    private Path directory;

    private record Result(int exit, String output) {}

    @Test
    void audit_answerWithoutBlanks_addsUp() throws Exception {
        assertAddsUp(audit(AGREEING, LETTER));
    }

    @Test
    void audit_answerAndLetterWithBlanks_addsUp() throws Exception {
        assertAddsUp(audit(blanks(AGREEING), blanks(LETTER)));
    }

    @Test
    void audit_answerOnSeveralLines_addsUp() throws Exception {
        JsonMapper json = new JsonMapper();
        assertAddsUp(audit(json.readTree(AGREEING).toPrettyString(), LETTER));
    }

    @Test
    void audit_disagreementWithBlanks_reportsIt() throws Exception {
        for (String answer : new String[] {DISAGREEING, blanks(DISAGREEING)}) {
            Result result = audit(answer, LETTER);

            assertThat(result.output()).contains("disagrees: the total is 7, the shards are 8\n");
            assertThat(result.exit()).isEqualTo(1);
        }
    }

    @Test
    void audit_functionWithoutAudit_saysWhatToDo() throws Exception {
        Result result = audit("{}", LETTER);

        assertThat(result.output()).contains("deploy this version first");
        assertThat(result.exit()).isEqualTo(2);
    }

    private static void assertAddsUp(Result result) {
        assertThat(result.output())
                .containsPattern("shard +-2  likes#0, 1 writes, the last at 2026-11-29T09:59:58Z\n")
                .containsPattern("shard +9  likes#1, 2 writes, the last at 2026-11-29T09:59:59Z\n")
                .containsPattern("counted +7 ")
                .containsPattern("dead +5  in 1 dead letters that the queue returned\n")
                .containsPattern("accepted +12 ")
                .containsPattern("published +7  the total, as of 2026-11-29T10:00:00Z\n")
                .endsWith("agrees\n");
        assertThat(result.exit()).isZero();
    }

    /** Puts a blank after each colon and comma between JSON's own characters, as Python writes it. */
    private static String blanks(String json) {
        return json.replaceAll("(?<=[\"\\w}\\]])([:,])(?=[\"{\\[]|-?\\d+[,}]|null)", "$1 ");
    }

    /** Runs the script with 12 accepted clicks, no messages in flight, one dead letter, and an answer of {@code rollup}. */
    private Result audit(String answer, String letter) throws Exception {
        Path queues = script(
                "queues",
                "case $1 in in-flight) echo 0 ;; *) echo '  likes#0  received too often  " + letter + "' ;; esac");
        Path invoke = script("invoke", "cat <<'ANSWER'\n" + answer + "\nANSWER");
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder("tools/audit.sh", "likes", "12", queues.toString(), invoke.toString())
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), Files.readString(output));
    }

    private Path script(String name, String body) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
