package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.Reset;
import dev.tally.press.http.IdempotencyKeys;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The calls that administer counters. {@link dev.tally.press.http.AdminAccess} has already granted the right to them. */
@Path("/")
public class AdminResource {

    private final AcceptAdjustment acceptAdjustment;
    private final ResetCounter resetCounter;
    private final ChangeAnswers answers;
    private final Clock clock;

    AdminResource(AcceptAdjustment acceptAdjustment, ResetCounter resetCounter, ChangeAnswers answers, Clock clock) {
        this.acceptAdjustment = acceptAdjustment;
        this.resetCounter = resetCounter;
        this.answers = answers;
        this.clock = clock;
    }

    /** Changes a counter by a large delta. */
    @POST
    @Path("v1/counters/{counter}/adjustments")
    public Response adjust(
            @PathParam("counter") String counter,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            byte @Nullable [] body) {
        AcceptChange.Accepted accepted =
                acceptAdjustment.accept(CounterIds.parseOfClicks(counter), key, contentType, body);
        return ChangeAnswers.promised(AcceptedClick.of(accepted.change(), answers.receipt(accepted), clock.instant()));
    }

    /** Sets a counter to 0 in this region. A body is ignored. */
    @POST
    @Path("v1/counters/{counter}/reset")
    public Response reset(
            @PathParam("counter") String counter, @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key) {
        Reset reset = resetCounter.reset(CounterIds.parse(counter), key);
        return ChangeAnswers.promised(new AcceptedReset(
                reset.counter().value(),
                reset.id().toString(),
                reset.shards(),
                clock.instant().toString()));
    }

    /** The promise: the queue has the reset for every shard. */
    record AcceptedReset(
            @JsonProperty("counter") String counter,
            @JsonProperty("clickId") String clickId,
            @JsonProperty("shards") int shards,
            @JsonProperty("acceptedAt") String acceptedAt) {}
}
