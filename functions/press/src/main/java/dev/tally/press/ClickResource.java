package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.Click;
import dev.tally.counter.CounterId;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.Preconditions;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.Representation;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The calls that press a counter. */
@Path("/")
public class ClickResource {

    private final AcceptClick acceptClick;
    private final ReadTotals readTotals;
    private final Representation representation;
    private final CounterId defaultCounter;
    private final Clock clock;

    ClickResource(
            AcceptClick acceptClick,
            ReadTotals readTotals,
            Representation representation,
            PressSettings settings,
            Clock clock) {
        this.acceptClick = acceptClick;
        this.readTotals = readTotals;
        this.representation = representation;
        this.defaultCounter = checked(settings.defaultCounter());
        this.clock = clock;
    }

    private static CounterId checked(String defaultCounter) {
        try {
            return new CounterId(defaultCounter);
        } catch (IllegalArgumentException broken) {
            throw new IllegalArgumentException("TALLY_DEFAULT_COUNTER: " + broken.getMessage(), broken);
        }
    }

    /** Presses a counter. */
    @POST
    @Path("v1/counters/{counter}/clicks")
    public Response click(
            @PathParam("counter") String counter,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            byte @Nullable [] body) {
        return accepted(acceptClick.accept(CounterIds.parse(counter), key, contentType, body));
    }

    /** Presses the default counter. */
    @POST
    @Path("press")
    public Response press(
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            byte @Nullable [] body) {
        return accepted(acceptClick.accept(defaultCounter, key, contentType, body));
    }

    /** Presses a counter, and returns its total from before this press is counted. */
    @PUT
    @Path("v1/{counter}/counter")
    public Response put(
            @PathParam("counter") String counter,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            @Context HttpHeaders headers,
            byte @Nullable [] body) {
        CounterId id = CounterIds.parse(counter);
        // The read is first, because the answer must not fail once the queue has the click.
        CounterView.Brief total = CounterView.Brief.of(readTotals.read(id).total());
        Preconditions.problemOfWrite(
                        headers.getHeaderString(HttpHeaders.IF_MATCH),
                        headers.getHeaderString(HttpHeaders.IF_NONE_MATCH),
                        () -> representation.tagOf(total))
                .ifPresent(problem -> {
                    throw new ProblemException(problem);
                });
        acceptClick.accept(id, key, contentType, body);
        return Response.ok(total, MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private Response accepted(Click click) {
        AcceptedClick accepted = new AcceptedClick(
                click.counter().value(),
                click.id().toString(),
                click.delta(),
                clock.instant().toString());
        return Response.accepted(accepted)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** The promise: the queue has the click, and it will be counted once. */
    record AcceptedClick(
            @JsonProperty("counter") String counter,
            @JsonProperty("clickId") String clickId,
            @JsonProperty("delta") int delta,
            @JsonProperty("acceptedAt") String acceptedAt) {}
}
