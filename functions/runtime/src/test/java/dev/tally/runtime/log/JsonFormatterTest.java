package dev.tally.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatterTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void format_event_hasAFieldForEachName() {
        JsonNode line =
                line("clicks.counted shard=%s clicks=%d outcome=good reason=\"%s\" last=%s", "a#0", 3, "x y", 7L);
        assertThat(line.get("event").asText()).isEqualTo("clicks.counted");
        assertThat(line.get("shard").asText()).isEqualTo("a#0");
        assertThat(line.get("clicks").isNumber()).isTrue();
        assertThat(line.get("clicks").asInt()).isEqualTo(3);
        assertThat(line.get("outcome").asText()).isEqualTo("good");
        assertThat(line.get("reason").asText()).isEqualTo("x y");
        assertThat(line.get("last").asText()).isEqualTo("7");
        assertThat(line.get("level").asText()).isEqualTo("INFO");
        assertThat(line.get("logger").asText()).isEqualTo("CountClicks");
        assertThat(line.get("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(line.has("message")).isFalse();
    }

    @Test
    void format_eventThatIsAnArgument_isTheWholeEvent() {
        JsonNode line = line("post.%s postId=%s", "written", "p");
        assertThat(line.get("event").asText()).isEqualTo("post.written");
        assertThat(line.get("postId").asText()).isEqualTo("p");
    }

    @Property
    void format_anyArgument_addsNoFieldAndNoLine(@ForAll String argument) {
        JsonNode line = line("push.failed connectionId=%s reason=\"%s\"", "c", argument);
        assertThat(line.size()).isEqualTo(6);
        assertThat(line.get("reason").asText()).isEqualTo(argument);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Started in 0.5 s", "no.event, as it goes on", "a.b c=d e", "a.b c=\"d", ""})
    void format_noEvent_isAMessage(String message) {
        ExtLogRecord written = new ExtLogRecord(Level.INFO, message, FormatStyle.NO_FORMAT, "fqcn");
        written.setLoggerName("io.quarkus");
        assertThat(read(written).get("message").asText()).isEqualTo(message);
    }

    @Test
    void format_eventWithoutArguments_isLiteral() {
        ExtLogRecord written =
                new ExtLogRecord(Level.INFO, "snapshot.not-primed reason=\"100 %s\"", FormatStyle.NO_FORMAT, "fqcn");
        assertThat(read(written).get("reason").asText()).isEqualTo("100 %s");
    }

    @Test
    void format_thrown_isInTheSameLine() {
        ExtLogRecord written = new ExtLogRecord(Level.ERROR, "request.failed", FormatStyle.NO_FORMAT, "fqcn");
        written.setThrown(new IllegalStateException("why"));
        assertThat(read(written).get("error").asText()).startsWith("java.lang.IllegalStateException: why\n\tat ");
    }

    @Test
    void use_unknownFormat_namesTheKnownOnes() {
        assertThatThrownBy(() -> LogFormat.use("xml"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TALLY_LOG_FORMAT must be text or json, not xml");
    }

    private static JsonNode line(String format, Object... arguments) {
        ExtLogRecord written = new ExtLogRecord(Level.INFO, format, FormatStyle.PRINTF, "fqcn");
        written.setParameters(arguments);
        written.setLoggerName("dev.tally.aggregator.CountClicks");
        return read(written);
    }

    private static JsonNode read(ExtLogRecord written) {
        String line = new JsonFormatter().format(written);
        assertThat(line).endsWith("\n");
        assertThat(line.strip()).doesNotContain("\n");
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(line, broken);
        }
    }
}
