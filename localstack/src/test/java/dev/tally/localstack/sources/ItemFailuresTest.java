package dev.tally.localstack.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lambda's success and failure conditions.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting">
 *     Lambda: implementing partial batch responses</a>
 */
class ItemFailuresTest {

    private static final Set<String> BATCH = Set.of("id1", "id2", "id3");

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"batchItemFailures\":[]}", "{\"batchItemFailures\":null}", ""})
    void parse_noFailures_everythingIsProcessed(String answer) {
        assertThat(parse(answer)).isEqualTo(ItemFailures.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"id1\"},{\"itemIdentifier\":\"unknown\"}]}",
                "{\"batchItemFailures\":[{\"badKey\":\"id1\"}]}",
                "{\"batchItemFailures\":[\"id1\"]}",
                "{\"batchItemFailures\":{\"itemIdentifier\":\"id1\"}}",
                "[\"id1\"]",
                "\"id1\"",
                "{\"batchItemFailures\":",
                "no JSON"
            })
    void parse_malformedAnswer_nothingIsProcessed(String answer) {
        assertThat(parse(answer).failed()).isEqualTo(BATCH);
        assertThat(parse(answer).fault()).isNotBlank();
    }

    @Test
    void parse_reportedFailures_theOthersAreProcessed() {
        ItemFailures failures =
                parse("{\"batchItemFailures\":[{\"itemIdentifier\":\"id2\"},{\"itemIdentifier\":\"id3\"}]}");

        assertThat(failures).isEqualTo(new ItemFailures(Set.of("id2", "id3"), null));
    }

    private static ItemFailures parse(String answer) {
        return ItemFailures.parse(Buffer.buffer(answer), BATCH);
    }
}
