package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.CounterKind;
import dev.tally.counter.Total;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of voters beside a count, as fields of the answer around them.
 *
 * @param up only for {@code updown~}
 * @param down only for {@code updown~}
 * @param voters only for {@code clap~}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record VotersView(
        @JsonProperty("up") @Nullable Long up,
        @JsonProperty("down") @Nullable Long down,
        @JsonProperty("voters") @Nullable Long voters) {

    static VotersView of(Total total) {
        Map<String, Long> named = total.voters().named(CounterKind.of(total.counter()));
        return new VotersView(named.get("up"), named.get("down"), named.get("voters"));
    }
}
