package dev.tally.localstack.sources.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.localstack.spec.StackSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordFilterTest {

    private static final String EVENT = "{'eventName':'INSERT','dynamodb':{'Keys':{'sk':{'S':'row#1'}},'SizeBytes':59,"
            + "'NewImage':{'n':{'N':'7'}}}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true  | {'dynamodb':{'Keys':{'sk':{'S':[{'prefix':'row#'}]}}}}",
                "false | {'dynamodb':{'Keys':{'sk':{'S':[{'prefix':'ow#'}]}}}}",
                "false | {'dynamodb':{'Keys':{'sk':{'S':[{'anything-but':{'prefix':'row'}}]}}}}",
                "true  | {'dynamodb':{'SizeBytes':[{'numeric':['>',50,'<=',59]}]}}",
                "false | {'dynamodb':{'NewImage':{'n':{'N':[{'numeric':['=',7]}]}}}}",
                "true  | {'dynamodb':{'OldImage':{'n':{'N':[{'exists':false}]}}}}",
            })
    void pattern_event_isMatchedAsOnAws(boolean matches, String pattern) {
        assertThat(passes(pattern)).isEqualTo(matches);
    }

    @Test
    void noPatterns_everyRecord_passes() {
        assertThat(passes()).isTrue();
    }

    @Test
    void severalPatterns_oneMatches_passes() {
        assertThat(passes("{'eventName':['REMOVE']}", "{'eventName':['INSERT']}"))
                .isTrue();
        assertThat(passes("{'eventName':['REMOVE']}", "{'eventName':['MODIFY']}"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'INSERT'                     | not an object",
                "{'eventName':'INSERT'}       | \"eventName\" must be an object or an array",
                "{'a':{'b':[{'begins':'x'}]}} | Unrecognized match type begins",
                "{'a':[{'prefix':1}]}         | prefix match pattern must be a string",
            })
    void of_malformedPattern_isRejected(String pattern, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> filter(pattern))
                .withMessageContainingAll("filter of 'source' is not an event pattern", message);
    }

    @Test
    void ofStack_writtenItem_passesItsSourceOnly() {
        RecordFilter shards = ofStack("shards-to-rollup");
        RecordFilter totals = ofStack("totals-to-fanout");
        JsonNode shard = written("shards#likes");
        JsonNode total = written("total#likes");

        assertThat(shards.passes(shard)).isTrue();
        assertThat(totals.passes(shard)).isFalse();
        assertThat(shards.passes(total)).isFalse();
        assertThat(totals.passes(total)).isTrue();
        for (String other : List.of("history#likes", "posts#0")) {
            assertThat(shards.passes(written(other))).isFalse();
            assertThat(totals.passes(written(other))).isFalse();
        }
    }

    @Test
    void ofStack_removedItem_passesNoSource() {
        JsonNode removed = TestSettings.json("{'eventName':'REMOVE','dynamodb':{'Keys':{'pk':{'S':'shards#likes'}},"
                + "'OldImage':{'pk':{'S':'shards#likes'}}}}");

        assertThat(ofStack("shards-to-rollup").passes(removed)).isFalse();
        assertThat(ofStack("totals-to-fanout").passes(removed)).isFalse();
    }

    private static JsonNode written(String partitionKey) {
        return TestSettings.json(
                "{'eventName':'MODIFY','dynamodb':{'Keys':{'pk':{'S':'%s'}},'NewImage':{'pk':{'S':'%s'}}}}"
                        .formatted(partitionKey, partitionKey));
    }

    private static RecordFilter ofStack(String name) {
        StackSpec spec = StackSpec.load(Path.of(".."));
        return RecordFilter.of(
                name, Objects.requireNonNull(spec.streamSources().get(name)).filters());
    }

    private static boolean passes(String... patterns) {
        return filter(patterns).passes(TestSettings.json(EVENT));
    }

    private static RecordFilter filter(String... patterns) {
        return RecordFilter.of(
                "source", Arrays.stream(patterns).map(TestSettings::json).toList());
    }
}
