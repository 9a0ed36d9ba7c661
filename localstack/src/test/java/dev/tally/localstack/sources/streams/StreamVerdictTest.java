package dev.tally.localstack.sources.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamVerdictTest {

    private static final List<String> BATCH = List.of("9", "10", "11");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'batchItemFailures':[]}                                             | 3",
                "{'batchItemFailures':null}                                           | 3",
                "{}                                                                   | 3",
                "null                                                                 | 3",
                "{'batchItemFailures':[{'itemIdentifier':'10'}]}                      | 1",
                "{'batchItemFailures':[{'itemIdentifier':'11'},{'itemIdentifier':'10'}]} | 1",
                "{'batchItemFailures':[{'itemIdentifier':'9'}]}                       | 0",
                "{'batchItemFailures':[{'itemIdentifier':''}]}                        | 0",
                "{'batchItemFailures':[{'itemIdentifier':null}]}                      | 0",
                "{'batchItemFailures':[{'sequence':'10'}]}                            | 0",
                "{'batchItemFailures':[{'itemIdentifier':'12'}]}                      | 0",
                "{'batchItemFailures':'10'}                                           | 0",
                "'done'                                                               | 0",
                "{broken                                                              | 0",
            })
    void answer_recordsBeforeTheLowestFailure_areProcessed(String answer, int processed) {
        StreamVerdict verdict = StreamVerdict.of(Buffer.buffer(answer.replace('\'', '"')), BATCH);

        assertThat(verdict.processed()).isEqualTo(processed);
    }
}
