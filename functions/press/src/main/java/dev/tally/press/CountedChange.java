package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tally.counter.Total;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change that is counted, with a count that includes it.
 *
 * @param promise the fields of the promise
 * @param voters the numbers of voters, none for clicks and likes
 */
record CountedChange(
        @JsonUnwrapped Object promise,
        @JsonProperty("count") long count,
        @JsonUnwrapped VotersView voters,
        @JsonProperty("version") long version,
        @JsonProperty("updatedAt") @Nullable String updatedAt) {

    static CountedChange of(Object promise, Total total) {
        return new CountedChange(
                promise,
                total.count(),
                VotersView.of(total),
                total.version(),
                Objects.toString(total.updatedAt(), null));
    }
}
