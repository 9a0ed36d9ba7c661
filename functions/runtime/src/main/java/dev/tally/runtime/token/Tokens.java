package dev.tally.runtime.token;

import dev.tally.runtime.token.TokenCheck.Good;
import dev.tally.runtime.token.TokenCheck.OutOfScope;
import dev.tally.runtime.token.TokenCheck.Refused;
import dev.tally.runtime.token.TokenCheck.Undecided;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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

/**
 * Looks at tokens as the JWT authorizer of an HTTP API does.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html">Control access
 *     to HTTP APIs with JWT authorizers</a>
 */
public final class Tokens {

    /** API Gateway takes 10,240 bytes of request line and headers together. */
    private static final int MAX_LENGTH = 8192;

    /** Neither `none` nor an HMAC, of which the public key would be the secret. */
    private static final AlgorithmConstraints RSA = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512);

    private static final Refused NO_TOKEN = new Refused("it is not a signed token of three parts");

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
     * Looks at one token. Where the issuer's keys are not known yet it waits for them, for a few seconds at the most.
     *
     * @param token in its compact form, without {@code Bearer}
     */
    public TokenCheck check(String token) {
        if (token.length() > MAX_LENGTH) {
            return new Refused("it is longer than " + MAX_LENGTH + " characters");
        }
        try {
            JsonWebSignature signed = new JsonWebSignature();
            signed.setAlgorithmConstraints(RSA);
            signed.setCompactSerialization(token);
            RSA.checkConstraint(signed.getAlgorithmHeaderValue());
            if (signed.getKeyIdHeaderValue() == null) {
                return new Refused("it does not say by which key it is signed");
            }
            return check(signed);
        } catch (KeysUnavailableException unavailable) {
            return new Undecided(String.valueOf(unavailable.getMessage()));
        } catch (InvalidAlgorithmException other) {
            return new Refused("it is not signed by RSA");
        } catch (JoseException | InvalidJwtException | MalformedClaimException | ClassCastException malformed) {
            // Their messages quote the token. The last is what jose4j makes of a header that is a number.
            return NO_TOKEN;
        }
    }

    private TokenCheck check(JsonWebSignature signed)
            throws JoseException, InvalidJwtException, MalformedClaimException, KeysUnavailableException {
        Optional<JsonWebKey> key = key(signed);
        if (key.isEmpty()) {
            return new Refused("it is signed by a key that the issuer does not have");
        }
        signed.setKey(key.get().getKey());
        if (!signed.verifySignature()) {
            return new Refused("its signature does not fit");
        }
        return check(JwtClaims.parse(signed.getPayload()));
    }

    /** The key that the token names, among those that are known or, if need be, that the issuer has by now. */
    private Optional<JsonWebKey> key(JsonWebSignature signed) throws JoseException, KeysUnavailableException {
        JsonWebKey known = selector.select(signed, keys.known());
        return Optional.ofNullable(known == null ? selector.select(signed, keys.newest()) : known);
    }

    private TokenCheck check(JwtClaims claims) throws MalformedClaimException {
        if (!rule.issuer().equals(claims.getIssuer())) {
            return new Refused("its issuer is another");
        }
        if (Collections.disjoint(audienceOf(claims), rule.audience())) {
            return new Refused("its audience is another");
        }
        NumericDate now = NumericDate.fromMilliseconds(clock.millis());
        NumericDate end = claims.getExpirationTime();
        if (end == null || !now.isBefore(end)) {
            return new Refused("it has expired, or does not say when it does");
        }
        if (isLater(claims.getNotBefore(), now) || isLater(claims.getIssuedAt(), now)) {
            return new Refused("it is not valid yet");
        }
        if (!rule.scopes().isEmpty() && Collections.disjoint(scopesOf(claims), rule.scopes())) {
            return new OutOfScope("it grants none of the scopes " + rule.scopes());
        }
        return new Good(claims.getClaimsMap());
    }

    private static boolean isLater(NumericDate time, NumericDate now) {
        return time != null && time.isAfter(now);
    }

    /** What API Gateway calls the audience: {@code client_id} where there is no {@code aud}. */
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
