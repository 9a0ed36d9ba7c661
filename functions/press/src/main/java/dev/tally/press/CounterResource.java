package dev.tally.press;

import dev.tally.counter.CounterId;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import dev.tally.press.http.Representation;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The calls that read counters. */
@Path("/")
public class CounterResource {

    /** The maximum number of counters in one call. */
    static final int MAX_IDS = 100;

    private final ReadTotals readTotals;
    private final Representation representation;
    private final Clock clock;

    CounterResource(ReadTotals readTotals, Representation representation, Clock clock) {
        this.readTotals = readTotals;
        this.representation = representation;
        this.clock = clock;
    }

    /** Returns one counter; a counter that was never clicked is 0. */
    @GET
    @Path("v1/counters/{counter}")
    public Response counter(@PathParam("counter") String counter) {
        CounterView view = CounterView.of(readTotals.read(CounterIds.parse(counter)), clock.instant());
        return representation.of(view);
    }

    /** Returns one counter in its short form. */
    @GET
    @Path("v1/{counter}/counter")
    public Response shortForm(@PathParam("counter") String counter) {
        return representation.of(
                CounterView.Brief.of(readTotals.read(CounterIds.parse(counter)).total()));
    }

    /** Returns several counters, in the order of the ids in the request. */
    @GET
    @Path("v1/counters")
    public Response counters(@QueryParam("ids") List<String> ids) {
        Instant now = clock.instant();
        List<CounterView> views = readTotals.read(parse(ids)).stream()
                .map(published -> CounterView.of(published, now))
                .toList();
        return representation.of(new CounterView.Several(views));
    }

    /** Parses {@code ids=a,b&ids=c} as it does {@code ids=a,b,c}, because most HTTP libraries repeat a list's name. */
    private static List<CounterId> parse(List<String> lists) {
        String ids = String.join(",", lists);
        if (ids.isEmpty()) {
            throw invalid("ids must name 1 to " + MAX_IDS + " counters, as in ?ids=a,b,c");
        }
        List<CounterId> counters =
                Arrays.stream(ids.split(",", -1)).map(CounterIds::parse).toList();
        if (counters.size() > MAX_IDS) {
            throw invalid("ids must name 1 to " + MAX_IDS + " counters, not " + counters.size());
        }
        return counters;
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problem.ofField(ProblemType.INVALID_QUERY, "ids", detail));
    }
}
