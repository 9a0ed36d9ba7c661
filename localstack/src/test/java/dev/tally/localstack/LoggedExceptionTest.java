package dev.tally.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.runtime.log.JsonFormatter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.logging.Formatter;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The log lines of exceptions, in the format of each function and of the local stack. */
class LoggedExceptionTest {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final Path SETTINGS = Path.of("src/main/resources/application.properties");

    @ParameterizedTest
    @MethodSource("settings")
    void consoleFormat_exception_hasItsStackTraceOnce(Path settings) throws IOException {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(settings)) {
            properties.load(text);
        }
        assertOneStackTrace(new PatternFormatter(properties.getProperty("quarkus.log.console.format")));
    }

    @Test
    void json_exception_hasItsStackTraceOnce() {
        assertOneStackTrace(new JsonFormatter());
    }

    private static Stream<Path> settings() throws IOException {
        try (Stream<Path> functions = Files.list(ROOT.resolve("functions"))) {
            List<Path> found = Stream.concat(functions, Stream.of(ROOT.resolve("localstack")))
                    .map(module -> module.resolve(SETTINGS))
                    .filter(Files::exists)
                    .toList();
            assertThat(found).hasSizeGreaterThan(1);
            return found.stream();
        }
    }

    private static void assertOneStackTrace(Formatter formatter) {
        ExtLogRecord line = new ExtLogRecord(Level.ERROR, "Request of %s failed", FormatStyle.PRINTF, "fqcn");
        line.setParameters(new Object[] {"likes"});
        line.setLoggerName("dev.tally.press.PressHandler");
        line.setThrown(new IllegalStateException("the reason"));
        assertThat(formatter.format(line))
                .containsOnlyOnce("Request of likes failed")
                .containsOnlyOnce("java.lang.IllegalStateException: the reason")
                .containsOnlyOnce("LoggedExceptionTest.assertOneStackTrace");
    }
}
