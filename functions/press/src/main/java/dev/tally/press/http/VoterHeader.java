package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import dev.tally.counter.Voter;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The voter of a request: the subject of its token, or the id in its header. */
public final class VoterHeader {

    public static final String NAME = "Tally-Voter";

    /** The start of a voter without a token. No header can make the voter of a token. */
    private static final String CLIENT = "a-";

    /** The text for a header with several ids, because the HTTP layer would pass on only the first one. */
    private static final String SEVERAL = "several";

    private VoterHeader() {}

    /** Replaces the header of a request by the voter. A token takes precedence over the id of the client. */
    public static void resolve(APIGatewayV2HTTPEvent request) {
        Map<String, String> headers = request.getHeaders();
        ofToken(request)
                .map(Voter::value)
                .or(() -> Optional.ofNullable(headers.get(NAME)).map(VoterHeader::ofClient))
                .ifPresent(voter -> headers.put(NAME, voter));
    }

    private static String ofClient(String header) {
        return header.indexOf(',') >= 0 ? SEVERAL : CLIENT + header;
    }

    private static Optional<Voter> ofToken(APIGatewayV2HTTPEvent request) {
        return Optional.ofNullable(request.getRequestContext())
                .map(RequestContext::getAuthorizer)
                .map(Authorizer::getJwt)
                .map(Authorizer.JWT::getClaims)
                .flatMap(claims -> ofToken(claims.get("iss"), claims.get("sub")));
    }

    private static Optional<Voter> ofToken(@Nullable String issuer, @Nullable String subject) {
        return issuer == null || subject == null ? Optional.empty() : Optional.of(Voter.ofToken(issuer, subject));
    }

    /** Returns whether a resolved voter has no token. */
    static boolean isClient(String resolved) {
        return resolved.startsWith(CLIENT);
    }

    /**
     * Returns the voter of a resolved header.
     *
     * @throws ProblemException 400 if there is none, or if it breaks the rule; the answer does not repeat it
     */
    public static Voter parse(@Nullable String resolved) {
        if (resolved == null || resolved.equals(CLIENT)) {
            throw invalid("is missing: send an id of " + Voter.ID_RULE + ", which the client makes once and keeps");
        }
        if (resolved.equals(SEVERAL)) {
            throw invalid("has a comma in it: send one id of " + Voter.ID_RULE);
        }
        try {
            return new Voter(resolved);
        } catch (IllegalArgumentException broken) {
            throw invalid("must be " + Voter.ID_RULE);
        }
    }

    private static ProblemException invalid(String mistake) {
        return new ProblemException(Problem.ofField(ProblemType.INVALID_VOTER, NAME, NAME + " " + mistake));
    }
}
