package dev.tally.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "W/\"1\"", "*", " \"1\" ", "\"0\",\"1\"", "\"a,b\" , W/\"1\"", ",,\"\",\"1\","})
    void matches_listWithTheTag_isTrue(String tags) {
        assertThat(EntityTags.matches(tags, "W/\"1\"")).isTrue();
        assertThat(EntityTags.matches(tags, "\"1\"")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "W/1",
                "w/\"1\"",
                "\"11\"",
                "\"\"",
                "\"1",
                "\"a\"1\"",
                "\"0, \"1\"",
                "\"0\", *",
                "x, \"1\""
            })
    void matches_other_isFalse(String tags) {
        assertThat(EntityTags.matches(tags, "W/\"1\"")).isFalse();
    }
}
