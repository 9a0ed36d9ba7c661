package dev.tally.press;

import dev.tally.counter.CounterId;
import dev.tally.counter.Vote;
import dev.tally.counter.Voter;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.Preconditions;
import dev.tally.press.http.Representation;
import dev.tally.press.http.VoterHeader;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls of voters. */
@Path("/")
public class VoteResource {

    /** A voter's own values are of no use to others, and change with the next vote. */
    private static final String OWN = "private, no-store";

    private final AcceptVote acceptVote;
    private final ChangeAnswers answers;
    private final ReadVotes readVotes;
    private final Representation representation;
    private final Clock clock;

    VoteResource(
            AcceptVote acceptVote,
            ChangeAnswers answers,
            ReadVotes readVotes,
            Representation representation,
            Clock clock) {
        this.acceptVote = acceptVote;
        this.answers = answers;
        this.readVotes = readVotes;
        this.representation = representation;
        this.clock = clock;
    }

    /** Sets the voter's value, and waits until the vote is counted if the request prefers to. */
    @PUT
    @Path("v1/counters/{counter}/vote")
    public Response vote(
            @PathParam("counter") String counter,
            @HeaderParam(VoterHeader.NAME) @Nullable String voter,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            @Context HttpHeaders headers,
            byte @Nullable [] body) {
        CounterId id = CounterIds.parseOfVotes(counter);
        Voter own = VoterHeader.parse(voter);
        requireConditions(id, own, headers);
        return accepted(acceptVote.accept(id, own, key, contentType, body), headers);
    }

    /** Takes the voter's value back, as {@link #vote} does with the value 0. */
    @DELETE
    @Path("v1/counters/{counter}/vote")
    public Response takeBack(
            @PathParam("counter") String counter,
            @HeaderParam(VoterHeader.NAME) @Nullable String voter,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @Context HttpHeaders headers) {
        CounterId id = CounterIds.parseOfVotes(counter);
        Voter own = VoterHeader.parse(voter);
        requireConditions(id, own, headers);
        return accepted(acceptVote.takeBack(id, own, key), headers);
    }

    /** Returns the voter's own value. */
    @GET
    @Path("v1/counters/{counter}/vote")
    public Response own(@PathParam("counter") String counter, @HeaderParam(VoterHeader.NAME) @Nullable String voter) {
        CounterId id = CounterIds.parseOfVotes(counter);
        return representation.ofJson(own(id, VoterHeader.parse(voter)), OWN);
    }

    /** Returns the voter's own values of several counters, in the order of the ids in the request. */
    @GET
    @Path("v1/votes")
    public Response several(
            @QueryParam("ids") List<String> ids, @HeaderParam(VoterHeader.NAME) @Nullable String voter) {
        List<CounterId> counters = CounterIds.parseAll(ids);
        counters.forEach(CounterIds::requireVotes);
        return representation.ofJson(new VoteView.Several(readVotes.read(VoterHeader.parse(voter), counters)), OWN);
    }

    private VoteView own(CounterId counter, Voter voter) {
        return readVotes.read(voter, List.of(counter)).get(0);
    }

    private void requireConditions(CounterId counter, Voter voter, HttpHeaders headers) {
        Preconditions.requireOfWrite(headers, () -> representation.tagOf(own(counter, voter)));
    }

    private Response accepted(AcceptChange.Accepted accepted, HttpHeaders headers) {
        AcceptedVote promise = AcceptedVote.of((Vote) accepted.change(), answers.receipt(accepted), clock.instant());
        return answers.awaited(accepted, promise, headers, Optional.empty(), total -> CountedChange.of(promise, total));
    }
}
