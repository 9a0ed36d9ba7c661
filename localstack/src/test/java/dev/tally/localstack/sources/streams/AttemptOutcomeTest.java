package dev.tally.localstack.sources.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.FakeFunctions;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptOutcomeTest {

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
    void reported_recordsBeforeTheLowestFailure_areProcessed(String answer, int processed) {
        AttemptOutcome outcome = AttemptOutcome.reported(FakeFunctions.success(answer.replace('\'', '"')), BATCH);

        assertThat(outcome.processed()).isEqualTo(processed);
    }
}
