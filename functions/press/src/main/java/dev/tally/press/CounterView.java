package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Minutes;
import dev.tally.counter.Published;
import dev.tally.counter.Total;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A counter in an answer.
 *
 * @param voters the numbers of voters, none for clicks and likes
 * @param epoch the identity of the count's history; an answer of a later epoch of the region is the newer one
 * @param version only grows within an epoch; the answer with the higher version is the newer one
 * @param updatedAt in ISO 8601, null if the counter was never clicked
 * @param asOf in ISO 8601; every click counted before then is in the count; null if unknown
 * @param viewers the number of connections subscribed at the last push
 * @param watermarks the highest sequence number counted, by shard
 * @param live the way in which a page follows the counter
 * @param viewersAtLeast true if further pages poll, which {@code viewers} does not count; else null
 */
record CounterView(
        @JsonProperty("counter") String counter,
        @JsonProperty("count") long count,
        @JsonUnwrapped VotersView voters,
        @JsonProperty("epoch") String epoch,
        @JsonProperty("version") long version,
        @JsonProperty("updatedAt") @Nullable String updatedAt,
        @JsonProperty("asOf") @Nullable String asOf,
        @JsonProperty("windows") Windows windows,
        @JsonProperty("viewers") int viewers,
        @JsonProperty("watermarks") Map<String, String> watermarks,
        @JsonProperty("live") Live live,
        @JsonProperty("viewersAtLeast") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean viewersAtLeast) {

    private static final String PUSH = "push";
    private static final String POLL = "poll";

    /**
     * The way in which a page follows a counter.
     *
     * @param mode push or poll
     * @param probability with which a page that polls switches to pushes at an answer; null if a page does so always or
     *     never
     * @param everyMilliseconds the time between two polls, null if no page polls
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Live(
            @JsonProperty("mode") String mode,
            @JsonProperty("probability") @Nullable Double probability,
            @JsonProperty("everyMilliseconds") @Nullable Long everyMilliseconds) {

        static Live of(Published published, Instant now) {
            if (!published.live().polls(now)) {
                return new Live(PUSH, null, null);
            }
            long every = published.live().interval().toMillis();
            int millionths = published.live().millionthsAt(now);
            return millionths == 0
                    ? new Live(POLL, null, every)
                    : new Live(PUSH, millionths / (double) LiveMode.ALL, every);
        }
    }

    /** Sums of the last 1, 5 and 10 minutes, including the current one. */
    record Windows(@JsonProperty("1m") long one, @JsonProperty("5m") long five, @JsonProperty("10m") long ten) {

        static Windows of(Minutes minutes, Instant now) {
            return new Windows(minutes.window(1, now), minutes.window(5, now), minutes.window(10, now));
        }
    }

    record Several(@JsonProperty("counters") List<CounterView> counters) {}

    /** A counter in its short form. */
    record Brief(@JsonProperty("count") long count, @JsonProperty("updated_at") @Nullable String updatedAt) {

        static Brief of(Total total) {
            return new Brief(total.count(), text(total.updatedAt()));
        }
    }

    static CounterView of(Published published, Instant now) {
        Total total = published.total();
        return new CounterView(
                total.counter().value(),
                total.count(),
                VotersView.of(total),
                total.epoch().value(),
                total.version(),
                text(total.updatedAt()),
                text(total.asOf()),
                Windows.of(total.minutes(), now),
                published.viewers(),
                watermarks(total),
                Live.of(published, now),
                published.live().polls(now) ? true : null);
    }

    private static Map<String, String> watermarks(Total total) {
        Map<String, String> watermarks = new LinkedHashMap<>();
        total.watermarks().forEach((shard, sequence) -> watermarks.put(shard, sequence.toString()));
        return watermarks;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
