package dev.tally.runtime.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tally.runtime.token.TokenCheck.KeysUnavailable;
import dev.tally.runtime.token.TokenCheck.OutOfScope;
import dev.tally.runtime.token.TokenCheck.Rejected;
import dev.tally.runtime.token.TokenCheck.Valid;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of API Gateway's JWT authorizer, tested with an issuer and real keys. */
class TokensTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final TestIssuer ISSUER = TestIssuer.start();
    private static final Tokens TOKENS = new Tokens(ISSUER.rule(), InstantSource.fixed(NOW));

    @AfterAll
    static void closeIssuer() {
        ISSUER.close();
    }

    @Test
    void check_validToken_isValidWithItsClaims() {
        TokenCheck check = TOKENS.check(ISSUER.token(claims()));

        assertThat(check).isInstanceOfSatisfying(Valid.class, valid -> {
            assertThat(valid.subject()).contains("anna");
            assertThat(valid.claims()).containsEntry("iss", ISSUER.url()).containsEntry("aud", TestIssuer.AUDIENCE);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512"})
    void check_eachAlgorithmOfRsa_isValid(String algorithm) {
        assertThat(TOKENS.check(
                        TestIssuer.sign(claims(), ISSUER.key(), signed -> signed.setAlgorithmHeaderValue(algorithm))))
                .isInstanceOf(Valid.class);
    }

    @Test
    void check_otherIssuer_isRejected() {
        assertRejected(claims -> claims.setIssuer("https://other.example.com"), "issuer");
        assertRejected(claims -> claims.unsetClaim("iss"), "issuer");
        assertRejected(claims -> claims.setIssuer(ISSUER.url() + "/"), "issuer");
    }

    @Test
    void check_audience_mustContainOneOfTheRule() {
        assertRejected(claims -> claims.setAudience("other"), "audience");
        assertRejected(claims -> claims.unsetClaim("aud"), "audience");
        assertValid(claims -> claims.setAudience("other", TestIssuer.AUDIENCE));
    }

    @Test
    void check_clientId_replacesAMissingAudience() {
        assertValid(claims -> {
            claims.unsetClaim("aud");
            claims.setStringClaim("client_id", TestIssuer.AUDIENCE);
        });
        assertRejected(
                claims -> {
                    claims.setAudience("other");
                    claims.setStringClaim("client_id", TestIssuer.AUDIENCE);
                },
                "audience");
    }

    @Test
    void check_times_mustIncludeNow() {
        NumericDate now = NumericDate.fromSeconds(NOW.getEpochSecond());
        NumericDate later = NumericDate.fromSeconds(NOW.getEpochSecond() + 1);

        assertRejected(claims -> claims.setExpirationTime(now), "expired");
        assertValid(claims -> claims.setExpirationTime(later));
        assertRejected(claims -> claims.unsetClaim("exp"), "expired");
        assertRejected(claims -> claims.setNotBefore(later), "not valid yet");
        assertRejected(claims -> claims.setIssuedAt(later), "not valid yet");
        assertValid(claims -> {
            claims.unsetClaim("nbf");
            claims.unsetClaim("iat");
        });
    }

    @Test
    void check_scopes_mustContainOneOfTheRule() {
        Tokens scoped = new Tokens(ISSUER.rule("press", "admin"), InstantSource.fixed(NOW));

        assertThat(scoped.check(ISSUER.token(claims()))).isInstanceOf(OutOfScope.class);
        assertThat(scoped.check(ISSUER.token(claims(claims -> claims.setStringClaim("scope", "read pressed")))))
                .isInstanceOf(OutOfScope.class);
        assertThat(scoped.check(ISSUER.token(claims(claims -> claims.setStringClaim("scope", "read press")))))
                .isInstanceOf(Valid.class);
        assertThat(scoped.check(ISSUER.token(claims(claims -> claims.setStringListClaim("scp", "admin")))))
                .isInstanceOf(Valid.class);
    }

    @Test
    void check_algorithmNone_isRejected() {
        String token = TestIssuer.sign(claims(), ISSUER.key(), signed -> {
            signed.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            signed.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
            signed.setKey(null);
        });

        assertThat(TOKENS.check(token)).isEqualTo(new Rejected("the token is not signed with RSA"));
    }

    @Test
    void check_hmacWithThePublicKey_isRejected() {
        RsaJsonWebKey key = ISSUER.key();
        String token = TestIssuer.sign(claims(), key, signed -> {
            signed.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
            signed.setKey(new HmacKey(key.getPublicKey().getEncoded()));
        });

        assertThat(TOKENS.check(token)).isEqualTo(new Rejected("the token is not signed with RSA"));
    }

    @Test
    void check_otherKeyWithTheSameId_isRejected() {
        RsaJsonWebKey other = TestIssuer.newKey(ISSUER.key().getKeyId());

        assertThat(TOKENS.check(TestIssuer.sign(claims(), other, signed -> {})))
                .isEqualTo(new Rejected("the signature does not match"));
    }

    @Test
    void check_withoutKeyId_isRejected() {
        String token = TestIssuer.sign(
                claims(), ISSUER.key(), signed -> signed.getHeaders().setStringHeaderValue("kid", null));

        assertThat(TOKENS.check(token)).isInstanceOf(Rejected.class);
    }

    @Test
    void check_unknownKeyId_isRejected() {
        assertThat(TOKENS.check(TestIssuer.sign(claims(), TestIssuer.newKey("unknown"), signed -> {})))
                .isEqualTo(new Rejected("the token names a key that the issuer does not have"));
    }

    @Test
    void check_nestedToken_isRejected() {
        String inner = ISSUER.token(claims());
        String outer = TestIssuer.sign(claims(), ISSUER.key(), signed -> {
            signed.setContentTypeHeaderValue("JWT");
            signed.setPayload(inner);
        });

        assertThat(TOKENS.check(outer)).isInstanceOf(Rejected.class);
    }

    @Test
    void check_subjectAndIdAreNumbers_isValidWithoutSubject() {
        String token = ISSUER.token(claims(claims -> {
            claims.setClaim("sub", 7);
            claims.setClaim("jti", 7);
        }));

        assertThat(TOKENS.check(token)).isInstanceOfSatisfying(Valid.class, valid -> assertThat(valid.subject())
                .isEmpty());
    }

    @Test
    void check_payloadChangedAfterSigning_isRejected() {
        List<String> parts = List.of(ISSUER.token(claims()).split("\\.", -1));
        JwtClaims forged = claims(claims -> claims.setSubject("ben"));
        String token = parts.get(0) + "." + base64(forged.toJson()) + "." + parts.get(2);

        assertThat(TOKENS.check(token)).isEqualTo(new Rejected("the signature does not match"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "Bearer",
                "{}",
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"RS256\",\"kid\":1}",
                "{\"alg\":1,\"kid\":\"first\"}",
                "{\"kid\":\"first\"}",
                "[]",
                "null",
                "{\"alg\":\"RS256\",\"kid\":\"first\",\"crit\":[\"b64\"],\"b64\":false}",
            })
    void check_nonsense_isRejected(String header) {
        assertThat(TOKENS.check(header)).isInstanceOf(Rejected.class);
        assertThat(TOKENS.check(base64(header) + "." + base64(claims().toJson()) + "." + base64("signed")))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void check_tooLong_isRejected() {
        assertThat(TOKENS.check("a".repeat(8193))).isInstanceOf(Rejected.class);
    }

    @Test
    void check_rejected_reasonDoesNotQuoteTheToken() {
        String token = TestIssuer.sign(
                claims(claims -> claims.setIssuer("https://secret.example.com")), ISSUER.key(), signed -> {});

        assertThat(((Rejected) TOKENS.check(token)).reason()).doesNotContain("secret");
    }

    @Test
    void check_issuerUnreachable_isKeysUnavailableWithTheReason() {
        TestIssuer gone = TestIssuer.start();
        String token = gone.token("anna");
        TokenRule rule = gone.rule();
        gone.close();

        assertThat(new Tokens(rule, InstantSource.system()).check(token))
                .isInstanceOfSatisfying(KeysUnavailable.class, unavailable -> assertThat(unavailable.reason())
                        .contains(rule.issuer(), "are unavailable"));
    }

    @Test
    void check_hmacWhileIssuerUnreachable_isRejectedWithoutKeys() {
        TestIssuer gone = TestIssuer.start();
        TokenRule rule = gone.rule();
        gone.close();
        String token = TestIssuer.sign(claims(), ISSUER.key(), signed -> {
            signed.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
            signed.setKey(new HmacKey(ISSUER.key().getPublicKey().getEncoded()));
        });

        assertThat(new Tokens(rule, InstantSource.system()).check(token)).isInstanceOf(Rejected.class);
    }

    @Test
    void rule_withoutAudienceOrUrl_namesTheSetting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenRule("https://issuer.example.com", Set.of(), Set.of()))
                .withMessageContaining("TALLY_JWT_AUDIENCE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenRule("issuer", Set.of("tally"), Set.of()))
                .withMessageContaining("TALLY_JWT_ISSUER");
    }

    private static JwtClaims claims() {
        return ISSUER.claims("anna", NOW);
    }

    private static JwtClaims claims(Consumer<JwtClaims> changes) {
        JwtClaims claims = claims();
        changes.accept(claims);
        return claims;
    }

    private static void assertValid(Consumer<JwtClaims> changes) {
        assertThat(TOKENS.check(ISSUER.token(claims(changes)))).isInstanceOf(Valid.class);
    }

    private static void assertRejected(Consumer<JwtClaims> changes, String reason) {
        assertThat(TOKENS.check(ISSUER.token(claims(changes))))
                .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.reason())
                        .contains(reason));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
