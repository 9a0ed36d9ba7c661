package dev.tally.press;

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
    private final ChangeAnswers answers;
    private final ReadTotals readTotals;
    private final Representation representation;
    private final CounterId defaultCounter;
    private final Clock clock;

    ClickResource(
            AcceptClick acceptClick,
            ChangeAnswers answers,
            ReadTotals readTotals,
            Representation representation,
            PressSettings settings,
            Clock clock) {
        this.acceptClick = acceptClick;
        this.answers = answers;
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
        Preconditions.requireOfWrite(
                headers,
                () -> representation.tagOf(
                        CounterView.Brief.of(readTotals.read(id).total())));
        AcceptChange.Accepted accepted = acceptClick.accept(id, key, contentType, body);
        return answers.awaited(accepted, promise(accepted), headers, Optional.of(WAIT_OF_PUT), CounterView.Brief::of);
    }

    private Response pressed(AcceptChange.Accepted accepted, HttpHeaders headers) {
        AcceptedClick promise = promise(accepted);
        return answers.awaited(accepted, promise, headers, Optional.empty(), total -> CountedChange.of(promise, total));
    }

    private AcceptedClick promise(AcceptChange.Accepted accepted) {
        return AcceptedClick.of(accepted.change(), answers.receipt(accepted), clock.instant());
    }
}
