package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** A voter's own value for a counter. */
record VoteView(@JsonProperty("counter") String counter, @JsonProperty("value") int value) {

    record Several(@JsonProperty("votes") List<VoteView> votes) {}
}
