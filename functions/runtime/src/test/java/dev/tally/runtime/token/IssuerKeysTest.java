package dev.tally.runtime.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an issuer's keys are asked for, and what happens while they cannot be had. */
class IssuerKeysTest {

    /** The configuration, and the keys that it points to. */
    private static final int REQUESTS_OF_A_FETCH = 2;

    private final TestIssuer issuer = TestIssuer.start();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final IssuerKeys keys = new IssuerKeys(new OpenIdKeys(issuer.rule()), () -> now);

    @AfterEach
    void closeIssuer() {
        issuer.close();
    }

    @Test
    void known_oftenInAWhile_areAskedForOnce() throws Exception {
        keys.known();
        pass(IssuerKeys.FRESH.minusMillis(1));
        keys.known();
        assertThat(fetches()).isEqualTo(1);

        pass(Duration.ofMillis(1));
        keys.known();
        assertThat(fetches()).isEqualTo(2);
    }

    @Test
    void newest_keyAddedMeanwhile_isFoundOnceThePauseIsOver() throws Exception {
        keys.known();
        RsaJsonWebKey added = TestIssuer.newKey("second");
        issuer.publish(added);

        assertThat(keys.newest()).hasSize(1);
        assertThat(fetches()).isEqualTo(1);
        pass(IssuerKeys.PAUSE);
        assertThat(keys.newest()).extracting(key -> key.getKeyId()).containsExactly("first", "second");
        assertThat(fetches()).isEqualTo(2);
    }

    @Test
    void known_issuerInTrouble_isAskedOnceInAPauseAndGivesTheReason() throws Exception {
        issuer.nowAnswers(exchange -> TestIssuer.answer(exchange, 503, "busy"));

        assertUnavailable("HTTP 503");
        assertUnavailable("HTTP 503");
        assertThat(issuer.asked()).isEqualTo(1);

        issuer.nowAnswers(issuer::answer);
        pass(IssuerKeys.PAUSE);
        assertThat(keys.known()).hasSize(1);
    }

    @Test
    void known_issuerGoneLater_areTheLastOnesForAWhile() throws Exception {
        keys.known();
        issuer.nowAnswers(exchange -> TestIssuer.answer(exchange, 500, ""));

        pass(IssuerKeys.USABLE.minusMillis(1));
        assertThat(keys.known()).hasSize(1);
        pass(Duration.ofMillis(1));
        assertUnavailable("HTTP 500");
    }

    @Test
    void fetch_issuerThatTrickles_endsInTime() {
        CountDownLatch ended = new CountDownLatch(1);
        issuer.nowAnswers(exchange -> trickle(exchange, ended));
        OpenIdKeys impatient = new OpenIdKeys(issuer.rule(), Duration.ofMillis(300));

        assertThatIOException().isThrownBy(impatient::fetch).withMessageContaining("in time");
        ended.countDown();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html> | is not JSON",
                "{} | of another issuer",
                "{\"issuer\":\"https://other.example.com\"} | of another issuer",
                "{\"issuer\":\"URL\"} | no jwks_uri",
                "{\"issuer\":\"URL\",\"jwks_uri\":\"file:///etc/passwd\"} | no jwks_uri",
                "{\"issuer\":\"URL\",\"jwks_uri\":\"http://[\"} | not a URL",
            })
    void known_configurationThatIsNone_saysWhatIsWrong(String configuration, String why) {
        issuer.nowAnswers(exchange -> TestIssuer.answer(exchange, 200, configuration.replace("URL", issuer.url())));

        assertUnavailable(why);
    }

    @Test
    void known_answerWithoutEnd_isCutOff() {
        issuer.nowAnswers(exchange -> TestIssuer.answer(exchange, 200, " ".repeat(300 * 1024)));

        assertUnavailable("more than");
    }

    @Test
    void fetch_issuerThatIsSilent_endsInTime() {
        CountDownLatch ended = new CountDownLatch(1);
        issuer.nowAnswers(exchange -> hasEnded(ended, 10_000));
        OpenIdKeys impatient = new OpenIdKeys(issuer.rule(), Duration.ofMillis(300));

        assertThatIOException().isThrownBy(impatient::fetch).withMessageContaining("timed out");
        ended.countDown();
    }

    @Test
    void fetch_redirect_isNotFollowed() {
        issuer.nowAnswers(exchange -> {
            exchange.getResponseHeaders().set("Location", issuer.url() + "/elsewhere");
            TestIssuer.answer(exchange, 302, "");
        });

        assertUnavailable("HTTP 302");
        assertThat(issuer.asked()).isEqualTo(1);
    }

    private static void trickle(HttpExchange exchange, CountDownLatch ended) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        do {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
        } while (!hasEnded(ended, 50));
    }

    private static boolean hasEnded(CountDownLatch ended, long milliseconds) {
        try {
            return ended.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void assertUnavailable(String why) {
        assertThatExceptionOfType(KeysUnavailableException.class)
                .isThrownBy(keys::known)
                .withMessageContaining(why);
    }

    private int fetches() {
        return issuer.asked() / REQUESTS_OF_A_FETCH;
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
