package dev.tally.runtime.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tally.runtime.token.TokenCheck.Good;
import dev.tally.runtime.token.TokenCheck.OutOfScope;
import dev.tally.runtime.token.TokenCheck.Refused;
import dev.tally.runtime.token.TokenCheck.Undecided;
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

/** The rules of API Gateway's JWT authorizer, against an issuer with a real key. */
class TokensTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final TestIssuer ISSUER = TestIssuer.start();
    private static final Tokens TOKENS = new Tokens(ISSUER.rule(), InstantSource.fixed(NOW));

    @AfterAll
    static void closeIssuer() {
        ISSUER.close();
    }

    @Test
    void check_goodToken_isGoodAndHasItsClaims() {
        TokenCheck check = TOKENS.check(ISSUER.token(claims()));

        assertThat(check).isInstanceOfSatisfying(Good.class, good -> {
            assertThat(good.subject()).contains("anna");
            assertThat(good.claims()).containsEntry("iss", ISSUER.url()).containsEntry("aud", TestIssuer.AUDIENCE);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512"})
    void check_eachAlgorithmOfRsa_isGood(String algorithm) {
        assertThat(TOKENS.check(
                        TestIssuer.sign(claims(), ISSUER.key(), signed -> signed.setAlgorithmHeaderValue(algorithm))))
                .isInstanceOf(Good.class);
    }

    @Test
    void check_otherIssuer_isRefused() {
        assertRefused(claims -> claims.setIssuer("https://other.example.com"), "issuer");
        assertRefused(claims -> claims.unsetClaim("iss"), "issuer");
        assertRefused(claims -> claims.setIssuer(ISSUER.url() + "/"), "issuer");
    }

    @Test
    void check_audience_isOneOfTheRulesAmongThoseOfTheToken() {
        assertRefused(claims -> claims.setAudience("other"), "audience");
        assertRefused(claims -> claims.unsetClaim("aud"), "audience");
        assertGood(claims -> claims.setAudience("other", TestIssuer.AUDIENCE));
    }

    @Test
    void check_clientId_standsForTheAudienceWhereThereIsNone() {
        assertGood(claims -> {
            claims.unsetClaim("aud");
            claims.setStringClaim("client_id", TestIssuer.AUDIENCE);
        });
        assertRefused(
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

        assertRefused(claims -> claims.setExpirationTime(now), "expired");
        assertGood(claims -> claims.setExpirationTime(later));
        assertRefused(claims -> claims.unsetClaim("exp"), "expired");
        assertRefused(claims -> claims.setNotBefore(later), "not valid yet");
        assertRefused(claims -> claims.setIssuedAt(later), "not valid yet");
        assertGood(claims -> {
            claims.unsetClaim("nbf");
            claims.unsetClaim("iat");
        });
    }

    @Test
    void check_scopes_oneMustBeGranted() {
        Tokens scoped = new Tokens(ISSUER.rule("press", "admin"), InstantSource.fixed(NOW));

        assertThat(scoped.check(ISSUER.token(claims()))).isInstanceOf(OutOfScope.class);
        assertThat(scoped.check(ISSUER.token(claims(claims -> claims.setStringClaim("scope", "read pressed")))))
                .isInstanceOf(OutOfScope.class);
        assertThat(scoped.check(ISSUER.token(claims(claims -> claims.setStringClaim("scope", "read press")))))
                .isInstanceOf(Good.class);
        assertThat(scoped.check(ISSUER.token(claims(claims -> claims.setStringListClaim("scp", "admin")))))
                .isInstanceOf(Good.class);
    }

    @Test
    void check_algorithmNone_isRefused() {
        String token = TestIssuer.sign(claims(), ISSUER.key(), signed -> {
            signed.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            signed.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
            signed.setKey(null);
        });

        assertThat(TOKENS.check(token)).isEqualTo(new Refused("it is not signed by RSA"));
    }

    @Test
    void check_signedByThePublicKeyAsASecret_isRefused() {
        RsaJsonWebKey key = ISSUER.key();
        String token = TestIssuer.sign(claims(), key, signed -> {
            signed.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
            signed.setKey(new HmacKey(key.getPublicKey().getEncoded()));
        });

        assertThat(TOKENS.check(token)).isEqualTo(new Refused("it is not signed by RSA"));
    }

    @Test
    void check_keyOfAnotherUnderTheIssuersName_isRefused() {
        RsaJsonWebKey other = TestIssuer.newKey(ISSUER.key().getKeyId());

        assertThat(TOKENS.check(TestIssuer.sign(claims(), other, signed -> {})))
                .isEqualTo(new Refused("its signature does not fit"));
    }

    @Test
    void check_withoutTheNameOfAKey_isRefused() {
        String token = TestIssuer.sign(
                claims(), ISSUER.key(), signed -> signed.getHeaders().setStringHeaderValue("kid", null));

        assertThat(TOKENS.check(token)).isInstanceOf(Refused.class);
    }

    @Test
    void check_keyThatNobodyHas_isRefused() {
        assertThat(TOKENS.check(TestIssuer.sign(claims(), TestIssuer.newKey("nobody's"), signed -> {})))
                .isEqualTo(new Refused("it is signed by a key that the issuer does not have"));
    }

    @Test
    void check_payloadChangedAfterSigning_isRefused() {
        List<String> parts = List.of(ISSUER.token(claims()).split("\\.", -1));
        JwtClaims forged = claims(claims -> claims.setSubject("ben"));
        String token = parts.get(0) + "." + base64(forged.toJson()) + "." + parts.get(2);

        assertThat(TOKENS.check(token)).isEqualTo(new Refused("its signature does not fit"));
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
    void check_nonsense_isRefused(String header) {
        assertThat(TOKENS.check(header)).isInstanceOf(Refused.class);
        assertThat(TOKENS.check(base64(header) + "." + base64(claims().toJson()) + "." + base64("signed")))
                .isInstanceOf(Refused.class);
    }

    @Test
    void check_tooLong_isRefusedUnseen() {
        assertThat(TOKENS.check("a".repeat(8193))).isInstanceOf(Refused.class);
    }

    @Test
    void check_refused_saysNothingOfTheToken() {
        String token = TestIssuer.sign(
                claims(claims -> claims.setIssuer("https://secret.example.com")), ISSUER.key(), signed -> {});

        assertThat(((Refused) TOKENS.check(token)).why()).doesNotContain("secret");
    }

    @Test
    void check_issuerOutOfReach_isUndecidedAndSaysWhy() {
        TestIssuer gone = TestIssuer.start();
        String token = gone.token("anna");
        TokenRule rule = gone.rule();
        gone.close();

        assertThat(new Tokens(rule, InstantSource.system()).check(token))
                .isInstanceOfSatisfying(Undecided.class, undecided -> assertThat(undecided.why())
                        .contains(rule.issuer(), "cannot be had"));
    }

    @Test
    void rule_withoutAudienceOrUrl_saysWhatToSet() {
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

    private static void assertGood(Consumer<JwtClaims> changes) {
        assertThat(TOKENS.check(ISSUER.token(claims(changes)))).isInstanceOf(Good.class);
    }

    private static void assertRefused(Consumer<JwtClaims> changes, String why) {
        assertThat(TOKENS.check(ISSUER.token(claims(changes))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).contains(why));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
