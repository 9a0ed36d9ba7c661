package dev.tally.localstack.sources.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.localstack.spec.StackSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordFilterTest {

    private static final String EVENT =
            "{'eventName':'INSERT','dynamodb':{'Keys':{'sk':{'S':'shard#1'}},'SizeBytes':59,"
                    + "'NewImage':{'on':{'BOOL':true},'off':{'NULL':null},'tags':{'SS':['a','b']},"
                    + "'n':{'N':'7'},'list':{'L':[{'S':'x'},{'S':'y'}]}}}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true  | {'eventName':['INSERT']}",
                "true  | {'eventName':['MODIFY','INSERT']}",
                "false | {'eventName':['insert']}",
                "true  | {'eventName':[{'equals-ignore-case':'insert'}]}",
                "false | {'eventName':[]}",
                "true  | {'dynamodb':{'Keys':{'sk':{'S':[{'prefix':'shard#'}]}}}}",
                "false | {'dynamodb':{'Keys':{'sk':{'S':[{'prefix':'hard#'}]}}}}",
                "true  | {'dynamodb':{'Keys':{'sk':{'S':[{'suffix':'#1'}]}}}}",
                "true  | {'dynamodb':{'Keys':{'sk':{'S':['total',{'prefix':'shard#'}]}}}}",
                "true  | {'dynamodb':{'Keys':{'sk':{'S':[{'anything-but':'total'}]}}}}",
                "false | {'dynamodb':{'Keys':{'sk':{'S':[{'anything-but':['total','shard#1']}]}}}}",
                "false | {'dynamodb':{'Keys':{'sk':{'S':[{'anything-but':{'prefix':'shard'}}]}}}}",
                "false | {'dynamodb':{'OldImage':{'n':{'N':[{'anything-but':'7'}]}}}}",
                "true  | {'dynamodb':{'SizeBytes':[59]}}",
                "true  | {'dynamodb':{'SizeBytes':[59.0]}}",
                "true  | {'dynamodb':{'SizeBytes':[{'numeric':['>',50,'<=',59]}]}}",
                "false | {'dynamodb':{'SizeBytes':[{'numeric':['>',59]}]}}",
                "false | {'dynamodb':{'NewImage':{'n':{'N':[{'numeric':['=',7]}]}}}}",
                "true  | {'dynamodb':{'NewImage':{'on':{'BOOL':[true]}}}}",
                "true  | {'dynamodb':{'NewImage':{'off':{'NULL':[null]}}}}",
                "false | {'dynamodb':{'NewImage':{'other':{'NULL':[null]}}}}",
                "true  | {'dynamodb':{'NewImage':{'tags':{'SS':['b','z']}}}}",
                "true  | {'dynamodb':{'NewImage':{'list':{'L':{'S':['y']}}}}}",
                "true  | {'dynamodb':{'NewImage':{'n':{'N':[{'exists':true}]}}}}",
                "false | {'dynamodb':{'NewImage':{'n':[{'exists':true}]}}}",
                "true  | {'dynamodb':{'OldImage':{'n':{'N':[{'exists':false}]}}}}",
                "false | {'eventName':['INSERT'],'dynamodb':{'Keys':{'sk':{'S':['total']}}}}",
                "true  | {'$or':[{'eventName':['REMOVE']},{'dynamodb':{'SizeBytes':[59]}}]}",
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
                "'INSERT'                              | must be an object or a list",
                "{'eventName':'INSERT'}                | '/eventName' must be an object or a list",
                "{}                                    | must be an object or a list",
                "{'a':{'b':[{'begins':'x'}]}}          | no operator is named 'begins' at '/a/b'",
                "{'a':[{'prefix':1}]}                  | text is wanted, not 1 at '/a'",
                "{'a':[{'prefix':'x','suffix':'y'}]}   | one operator is wanted",
                "{'a':[{'exists':'yes'}]}              | 'exists' takes true or false",
                "{'a':[{'numeric':['>']}]}             | pairs of sign and number",
                "{'a':[{'numeric':['!',1]}]}           | no comparison is written '!'",
                "{'a':[['x']]}                         | a value is wanted",
            })
    void wrongPattern_message_namesSourceAndPlace(String pattern, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> filter(pattern))
                .withMessageContainingAll("filter of 'source'", message);
    }

    @Test
    void stack_itsFilters_tellShardsFromTotals() {
        RecordFilter shards = ofStack("shards-to-rollup");
        RecordFilter totals = ofStack("totals-to-fanout");
        JsonNode shard = written("shard#eu-central-1#1");
        JsonNode total = written("total#eu-central-1");

        assertThat(shards.passes(shard)).isTrue();
        assertThat(totals.passes(shard)).isFalse();
        assertThat(shards.passes(total)).isFalse();
        assertThat(totals.passes(total)).isTrue();
    }

    @Test
    void stack_itsFilters_leaveOutWhatWasRemoved() {
        JsonNode removed = TestSettings.json("{'eventName':'REMOVE','dynamodb':{'Keys':{'sk':{'S':'shard#1'}},"
                + "'OldImage':{'sk':{'S':'shard#1'}}}}");

        assertThat(ofStack("shards-to-rollup").passes(removed)).isFalse();
        assertThat(ofStack("totals-to-fanout").passes(removed)).isFalse();
    }

    private static JsonNode written(String sortKey) {
        return TestSettings.json(
                "{'eventName':'MODIFY','dynamodb':{'Keys':{'sk':{'S':'%s'}},'NewImage':{'sk':{'S':'%s'}}}}"
                        .formatted(sortKey, sortKey));
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
