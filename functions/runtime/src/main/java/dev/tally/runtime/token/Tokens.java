package dev.tally.runtime.token;

import dev.tally.runtime.token.TokenCheck.KeysUnavailable;
import dev.tally.runtime.token.TokenCheck.OutOfScope;
import dev.tally.runtime.token.TokenCheck.Rejected;
import dev.tally.runtime.token.TokenCheck.Valid;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.InvalidAlgorithmException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The validation of tokens by the rules of an HTTP API's JWT authorizer.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html">Control access
 *     to HTTP APIs with JWT authorizers</a>
 */
public final class Tokens {

    /*
     * jose4j parses tokens and checks signatures. Its JwtConsumer (0.9.6) also checks claims, but not by API Gateway's
     * rules. Audience and scopes would still need code here, and so would these differences:
     * - It resolves the key before it checks the algorithm, so an HMAC token could cause a fetch of keys.
     * - It accepts a token within a token, and rejects a sub or jti that is a number.
     * - Its time is fixed, so each token needs a new consumer.
     * - Its messages quote the token.
     * Together that is more code than the comparisons below.
     */

    /** API Gateway accepts 10,240 bytes of request line and headers together. */
    private static final int MAX_LENGTH = 8192;

    /** Excludes {@code none}, and HMAC because its secret would be the public key. */
    private static final AlgorithmConstraints RSA = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512);

    private final TokenRule rule;
    private final IssuerKeys keys;
    private final InstantSource clock;
    private final VerificationJwkSelector selector = new VerificationJwkSelector();

    public Tokens(TokenRule rule, InstantSource clock) {
        this.rule = rule;
        this.keys = new IssuerKeys(new OpenIdKeys(rule), clock);
        this.clock = clock;
    }

    /**
     * Validates a token. Blocks for a few seconds at most while the issuer's keys are fetched.
     *
     * @param token in its compact form, without {@code Bearer}
     */
    public TokenCheck check(String token) {
        if (token.length() > MAX_LENGTH) {
            return new Rejected("the token is longer than " + MAX_LENGTH + " characters");
        }
        try {
            JsonWebSignature signed = new JsonWebSignature();
            signed.setAlgorithmConstraints(RSA);
            signed.setCompactSerialization(token);
            RSA.checkConstraint(signed.getAlgorithmHeaderValue());
            return check(signed);
        } catch (IOException unavailable) {
            return new KeysUnavailable(String.valueOf(unavailable.getMessage()));
        } catch (InvalidAlgorithmException other) {
            return new Rejected("the token is not signed with RSA");
        } catch (JoseException | InvalidJwtException | MalformedClaimException | ClassCastException malformed) {
            // Their messages quote the token. jose4j throws the last for a header that is a number.
            return new Rejected("the token is not a signed token of three parts");
        }
    }

    private TokenCheck check(JsonWebSignature signed)
            throws JoseException, InvalidJwtException, MalformedClaimException, IOException {
        if (signed.getKeyIdHeaderValue() == null) {
            return new Rejected("the token names no key");
        }
        JsonWebKey key = key(signed);
        if (key == null) {
            return new Rejected("the token names a key that the issuer does not have");
        }
        signed.setKey(key.getKey());
        if (!signed.verifySignature()) {
            return new Rejected("the signature does not match");
        }
        return check(JwtClaims.parse(signed.getPayload()));
    }

    private @Nullable JsonWebKey key(JsonWebSignature signed) throws JoseException, IOException {
        JsonWebKey cached = selector.select(signed, keys.cached());
        return cached == null ? selector.select(signed, keys.refreshed()) : cached;
    }

    private TokenCheck check(JwtClaims claims) throws MalformedClaimException {
        if (!rule.issuer().equals(claims.getIssuer())) {
            return new Rejected("the issuer does not match");
        }
        if (Collections.disjoint(audienceOf(claims), rule.audience())) {
            return new Rejected("the audience does not match");
        }
        NumericDate now = NumericDate.fromMilliseconds(clock.millis());
        NumericDate end = claims.getExpirationTime();
        if (end == null || !now.isBefore(end)) {
            return new Rejected("the token has expired or has no exp");
        }
        if (isLater(claims.getNotBefore(), now) || isLater(claims.getIssuedAt(), now)) {
            return new Rejected("the token is not valid yet");
        }
        if (!rule.scopes().isEmpty() && Collections.disjoint(scopesOf(claims), rule.scopes())) {
            return new OutOfScope("the token grants none of the scopes " + rule.scopes());
        }
        return new Valid(claims.getClaimsMap());
    }

    private static boolean isLater(NumericDate time, NumericDate now) {
        return time != null && time.isAfter(now);
    }

    /** Returns API Gateway's audience of a token: {@code client_id} if there is no {@code aud}. */
    private static Collection<String> audienceOf(JwtClaims claims) throws MalformedClaimException {
        if (claims.hasAudience()) {
            return claims.getAudience();
        }
        String client = claims.getStringClaimValue("client_id");
        return client == null ? List.of() : List.of(client);
    }

    private static Collection<String> scopesOf(JwtClaims claims) throws MalformedClaimException {
        String name = claims.hasClaim("scope") ? "scope" : "scp";
        if (!claims.hasClaim(name)) {
            return List.of();
        }
        return claims.isClaimValueString(name)
                ? Arrays.asList(claims.getStringClaimValue(name).split(" ", -1))
                : claims.getStringListClaimValue(name);
    }
}
