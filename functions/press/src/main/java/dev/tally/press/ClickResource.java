package dev.tally.press;

import dev.tally.counter.CounterId;
import dev.tally.counter.Total;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.Preconditions;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.Representation;
import dev.tally.press.http.RequestDeadline;
import dev.tally.press.http.WaitPreference;
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
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls that press a counter. */
@Path("/")
public class ClickResource {

    /** The wait of a {@code PUT} without a preference. */
    private static final Duration WAIT_OF_PUT = Duration.ofSeconds(2);

    private final AcceptClick acceptClick;
    private final AwaitClick awaitClick;
    private final ReadTotals readTotals;
    private final Representation representation;
    private final CounterId defaultCounter;
    private final Clock clock;

    ClickResource(
            AcceptClick acceptClick,
            AwaitClick awaitClick,
            ReadTotals readTotals,
            Representation representation,
            PressSettings settings,
            Clock clock) {
        this.acceptClick = acceptClick;
        this.awaitClick = awaitClick;
        this.readTotals = readTotals;
        this.representation = representation;
        this.defaultCounter = checked(settings.defaultCounter());
        this.clock = clock;
    }

    private static CounterId checked(String defaultCounter) {
        try {
            CounterId counter = new CounterId(defaultCounter);
            CounterIds.requireClicks(counter);
            return counter;
        } catch (IllegalArgumentException | ProblemException broken) {
            throw new IllegalArgumentException("TALLY_DEFAULT_COUNTER: " + broken.getMessage(), broken);
        }
    }

    /** Presses a counter, and waits until the click is counted if the request prefers to. */
    @POST
    @Path("v1/counters/{counter}/clicks")
    public Response click(
            @PathParam("counter") String counter,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            @Context HttpHeaders headers,
            byte @Nullable [] body) {
        return pressed(acceptClick.accept(CounterIds.parseOfClicks(counter), key, contentType, body), headers);
    }

    /** Presses the default counter, as {@link #click} does. */
    @POST
    @Path("press")
    public Response press(
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            @Context HttpHeaders headers,
            byte @Nullable [] body) {
        return pressed(acceptClick.accept(defaultCounter, key, contentType, body), headers);
    }

    /** Presses a counter, and returns a count that includes this press. */
    @PUT
    @Path("v1/{counter}/counter")
    public Response put(
            @PathParam("counter") String counter,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            @Context HttpHeaders headers,
            byte @Nullable [] body) {
        CounterId id = CounterIds.parseOfClicks(counter);
        Preconditions.problemOfWrite(
                        headers.getHeaderString(HttpHeaders.IF_MATCH),
                        headers.getHeaderString(HttpHeaders.IF_NONE_MATCH),
                        () -> representation.tagOf(
                                CounterView.Brief.of(readTotals.read(id).total())))
                .ifPresent(problem -> {
                    throw new ProblemException(problem);
                });
        AcceptChange.Accepted accepted = acceptClick.accept(id, key, contentType, body);
        AcceptedClick promise = promise(accepted);
        Optional<Duration> preferred = preferredWait(headers);
        return answer(
                await(accepted, preferred.orElse(WAIT_OF_PUT), headers).map(CounterView.Brief::of), promise, preferred);
    }

    private Response pressed(AcceptChange.Accepted accepted, HttpHeaders headers) {
        AcceptedClick promise = promise(accepted);
        Optional<Duration> preferred = preferredWait(headers);
        Optional<Total> counted = preferred.flatMap(wait -> await(accepted, wait, headers));
        return answer(counted.map(total -> AcceptedClick.Counted.of(promise, total)), promise, preferred);
    }

    private AcceptedClick promise(AcceptChange.Accepted accepted) {
        return AcceptedClick.of(
                accepted.change(), awaitClick.receipt(accepted.shard(), accepted.sequence()), clock.instant());
    }

    private Optional<Total> await(AcceptChange.Accepted accepted, Duration wait, HttpHeaders headers) {
        return awaitClick.afterAccept(
                accepted.shard(),
                accepted.sequence(),
                wait,
                RequestDeadline.lastCall(headers.getHeaderString(RequestDeadline.HEADER)));
    }

    private static Optional<Duration> preferredWait(HttpHeaders headers) {
        return WaitPreference.of(headers.getHeaderString(WaitPreference.HEADER));
    }

    /** Returns 200 with the counted change, or 202 with the promise. */
    static Response answer(Optional<?> counted, Object promise, Optional<Duration> preferred) {
        Response.ResponseBuilder answer = counted.isPresent() ? Response.ok(counted.get()) : Response.accepted(promise);
        preferred.ifPresent(wait -> answer.header(WaitPreference.APPLIED, WaitPreference.applied(wait)));
        return answer.type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
