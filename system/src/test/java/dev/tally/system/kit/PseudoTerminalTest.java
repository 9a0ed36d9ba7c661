package dev.tally.system.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PseudoTerminalTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void command_writesInTheTerminal_hasItsSizeItsOutputAndItsExit() throws Exception {
        try (PseudoTerminal terminal =
                start("test -t 1 && stty size; printf 'half\\rwhole\\n'; echo \"$KEY\"; exit 7")) {
            assertThat(terminal.exit(SOON)).isEqualTo(7);
            assertThat(terminal.output()).isEqualTo("24 80\nhalf\rwhole\nit's set\n");
        }
    }

    @Test
    void controlC_commandThatTrapsIt_interruptsIt() throws Exception {
        try (PseudoTerminal terminal = start("trap 'echo interrupted; exit 3' INT; read line; echo $line; sleep 60")) {
            terminal.type("typed\n");
            await().atMost(SOON).until(() -> terminal.output().contains("typed\ntyped\n"));

            terminal.type(PseudoTerminal.CONTROL_C);

            assertThat(terminal.exit(SOON)).isEqualTo(3);
            assertThat(terminal.output()).contains("interrupted");
        }
    }

    @Test
    void terminate_commandThatTrapsIt_endsWithItsExit() throws Exception {
        try (PseudoTerminal terminal = start("trap 'exit 5' TERM; echo ready; read line")) {
            await().atMost(SOON).until(() -> terminal.output().contains("ready"));

            terminal.command().destroy();

            assertThat(terminal.exit(SOON)).isEqualTo(5);
        }
    }

    private PseudoTerminal start(String script) throws Exception {
        return PseudoTerminal.start(directory, Map.of("KEY", "it's set"), "sh", "-c", script);
    }
}
