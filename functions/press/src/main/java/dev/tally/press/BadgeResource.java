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
import org.jspecify.annotations.Nullable;

/** The call that draws a counter. */
@Path("v1/counters/{counter}/badge.svg")
public class BadgeResource {

    /** Pages of others embed a badge. Their proxies read it for all of their visitors. */
    private static final String CACHE_CONTROL = "public, max-age=5";

    /** A picture that is opened by itself is a document. This policy lets it load nothing and run no script. */
    private static final String POLICY = "default-src 'none'";

    private final ReadTotals readTotals;

    BadgeResource(ReadTotals readTotals) {
        this.readTotals = readTotals;
    }

    /** Returns a badge with the count of one counter; a counter that was never clicked is 0. */
    @GET
    public Response badge(@PathParam("counter") String counter, @QueryParam("label") @Nullable String label) {
        CounterId id = CounterIds.parse(counter);
        if (!Badge.isLabel(label)) {
            throw new ProblemException(
                    Problem.ofField(ProblemType.INVALID_QUERY, "label", "label must be " + Badge.LABEL_RULE));
        }
        Badge badge = Badge.of(readTotals.read(id).total(), label);
        return Response.fromResponse(Representation.of(badge.svg(), "image/svg+xml", CACHE_CONTROL))
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
