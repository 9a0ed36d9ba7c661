package dev.tally.runtime.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.runtime.fuzz.Fuzz;
import dev.tally.runtime.fuzz.Nasty;
import dev.tally.runtime.token.TokenCheck.Rejected;
import dev.tally.runtime.token.TokenCheck.Valid;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Any text near a signed token is that token, or it is rejected. */
class TokensFuzzTest {

    private static final TestIssuer ISSUER = TestIssuer.start();
    private static final Tokens TOKENS = new Tokens(ISSUER.rule(), InstantSource.system());

    @AfterAll
    static void closeIssuer() {
        ISSUER.close();
    }

    @Test
    void token_anyText_isTheSignedOneOrRejected() {
        String signed = ISSUER.token("anna");
        Fuzz.check("token", Nasty.near(signed), text -> assertValidOrRejected(text, signed));
    }

    @Test
    void header_anyText_isTheSignedOneOrRejected() {
        String[] parts = ISSUER.token("anna").split("\\.", -1);
        String signed = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
        Fuzz.check(
                "token-header",
                Nasty.near(signed),
                header -> assertValidOrRejected(
                        base64(header) + "." + parts[1] + "." + parts[2], String.join(".", parts)));
    }

    private static void assertValidOrRejected(String token, String signed) {
        TokenCheck check = TOKENS.check(token);
        if (check instanceof Valid) {
            // A signature has several spellings, because base64 leaves unused bits and ignores some characters.
            assertThat(signedPart(token)).isEqualTo(signedPart(signed));
        } else {
            assertThat(check).isInstanceOf(Rejected.class);
        }
    }

    private static String signedPart(String token) {
        return token.substring(0, token.lastIndexOf('.'));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
