package dev.tally.press;

import dev.tally.counter.CounterId;
import dev.tally.counter.Minutes;
import dev.tally.press.http.Representation;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The call that reads a counter's history. */
@Path("v1/counters/{counter}/history")
public class HistoryResource {

    private final ReadHistory readHistory;
    private final Representation representation;
    private final Clock clock;

    HistoryResource(ReadHistory readHistory, Representation representation, Clock clock) {
        this.readHistory = readHistory;
        this.representation = representation;
        this.clock = clock;
    }

    /** Returns tumbling windows of one counter, oldest first. */
    @GET
    public Response history(
            @PathParam("counter") String counter,
            @QueryParam("resolution") @Nullable String resolution,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        CounterId id = CounterIds.parse(counter);
        HistoryQuery query = HistoryQuery.parse(resolution, from, to, clock.instant());
        return representation.of(read(id, query));
    }

    private HistoryView read(CounterId counter, HistoryQuery query) {
        Minutes minutes = readHistory.read(counter, query.first(), query.lastMinute());
        return HistoryView.of(
                counter, query.resolution(), query.resolution().windows(minutes, query.first(), query.last()));
    }
}
