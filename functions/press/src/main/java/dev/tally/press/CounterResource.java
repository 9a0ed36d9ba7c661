package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.CounterId;
import dev.tally.counter.Published;
import dev.tally.counter.Receipt;
import dev.tally.counter.Total;
import dev.tally.press.http.Representation;
import dev.tally.press.http.RequestDeadline;
import dev.tally.press.http.WaitPreference;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls that read counters. */
@Path("/")
public class CounterResource {

    /** Long enough to protect a hot counter, and short enough for a live number. CloudFront caches this call. */
    private static final String CACHED = "public, max-age=1";

    private static final String NO_STORE = "no-store";

    private final ReadTotals readTotals;
    private final ReadAfter readAfter;
    private final Representation representation;
    private final Clock clock;

    CounterResource(ReadTotals readTotals, ReadAfter readAfter, Representation representation, Clock clock) {
        this.readTotals = readTotals;
        this.readAfter = readAfter;
        this.representation = representation;
        this.clock = clock;
    }

    /** Returns one counter; a counter that was never clicked is 0. With a receipt, the count includes its click. */
    @GET
    @Path("v1/counters/{counter}")
    public Response counter(
            @PathParam("counter") String counter,
            @QueryParam(ReadAfter.PARAMETER) @Nullable String after,
            @Context HttpHeaders headers) {
        CounterId id = CounterIds.parse(counter);
        return after == null
                ? representation.ofJson(CounterView.of(readTotals.read(id), clock.instant()), CACHED)
                : after(id, readAfter.parse(after), headers);
    }

    private Response after(CounterId counter, Receipt receipt, HttpHeaders headers) {
        Optional<Duration> preferred = WaitPreference.of(headers.getHeaderString(WaitPreference.HEADER));
        Optional<Total> counted = readAfter.read(
                counter,
                receipt,
                preferred.orElse(Duration.ZERO),
                RequestDeadline.lastCall(headers.getHeaderString(RequestDeadline.HEADER)));
        Response.ResponseBuilder answer = Response.fromResponse(
                counted.isPresent()
                        ? representation.ofJson(view(counted.get()), NO_STORE)
                        : Response.accepted(PendingClick.of(counter, receipt))
                                .type(MediaType.APPLICATION_JSON_TYPE)
                                .header(HttpHeaders.CACHE_CONTROL, NO_STORE)
                                .build());
        preferred.ifPresent(any -> answer.header(WaitPreference.APPLIED, WaitPreference.applied(any)));
        return answer.build();
    }

    private CounterView view(Total total) {
        Published published = readTotals.read(total.counter());
        return CounterView.of(published.withTotal(total), clock.instant());
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
        List<CounterView> views = readTotals.read(CounterIds.parseAll(ids)).stream()
                .map(published -> CounterView.of(published, now))
                .toList();
        return representation.of(new CounterView.Several(views));
    }

    /** The click of a receipt that is not counted yet. */
    record PendingClick(
            @JsonProperty("counter") String counter,
            @JsonProperty("epoch") String epoch,
            @JsonProperty("receipt") ReceiptView receipt) {

        static PendingClick of(CounterId counter, Receipt receipt) {
            return new PendingClick(counter.value(), receipt.epoch().value(), ReceiptView.of(receipt));
        }
    }
}
