package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import dev.tally.counter.Voter;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The voter of a request: the subject of its token, or without a token the id in its header. */
public final class VoterHeader {

    public static final String NAME = "Tally-Voter";

    /** The start of a voter without a token. No header can make the voter of a token. */
    private static final String CLIENT = "a-";

    /** The text for a header with several ids, because the HTTP layer would pass on only the first one. */
    private static final String SEVERAL = "several";

    /** The text for a token that names no voter. The id of the client must not take its place. */
    private static final String NO_SUBJECT = "no-subject";

    private VoterHeader() {}

    /** Replaces the header of a request by the voter. With a token, the id of the client is ignored. */
    public static void resolve(APIGatewayV2HTTPEvent request) {
        Map<String, String> headers = request.getHeaders();
        ofToken(request)
                .or(() -> Optional.ofNullable(headers.get(NAME)).map(VoterHeader::ofClient))
                .ifPresent(voter -> headers.put(NAME, voter));
    }

    private static String ofClient(String header) {
        return header.indexOf(',') >= 0 ? SEVERAL : CLIENT + header;
    }

    private static Optional<String> ofToken(APIGatewayV2HTTPEvent request) {
        return Optional.ofNullable(request.getRequestContext())
                .map(RequestContext::getAuthorizer)
                .map(Authorizer::getJwt)
                .map(jwt -> Objects.requireNonNullElse(jwt.getClaims(), Map.<String, String>of()))
                .map(claims -> ofToken(claims.get("iss"), claims.get("sub")));
    }

    private static String ofToken(@Nullable String issuer, @Nullable String subject) {
        return issuer == null || subject == null
                ? NO_SUBJECT
                : Voter.ofToken(issuer, subject).value();
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
        if (NO_SUBJECT.equals(resolved)) {
            throw invalid("Authorization", "the token names no subject: send one with the claims iss and sub");
        }
        if (resolved == null || resolved.equals(CLIENT)) {
            throw invalid(
                    NAME,
                    NAME + " is missing: send an id of " + Voter.ID_RULE + ", which the client makes once and keeps");
        }
        if (resolved.equals(SEVERAL)) {
            throw invalid(NAME, NAME + " has a comma in it: send one id of " + Voter.ID_RULE);
        }
        try {
            return new Voter(resolved);
        } catch (IllegalArgumentException broken) {
            throw invalid(NAME, NAME + " must be " + Voter.ID_RULE);
        }
    }

    private static ProblemException invalid(String header, String detail) {
        return new ProblemException(Problem.ofField(ProblemType.INVALID_VOTER, header, detail));
    }
}
