package dev.tally.runtime.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schedule of the fetches of keys, and the results while the issuer fails. */
class IssuerKeysTest {

    /** One request for the configuration, and one for the keys. */
    private static final int REQUESTS_PER_FETCH = 2;

    private final TestIssuer issuer = TestIssuer.start();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final IssuerKeys keys = new IssuerKeys(new OpenIdKeys(issuer.rule()), () -> now);

    @AfterEach
    void closeIssuer() {
        issuer.close();
    }

    @Test
    void cached_severalCallsWithin15Minutes_fetchOnce() throws Exception {
        keys.cached();
        pass(IssuerKeys.REFRESH_AFTER.minusMillis(1));
        keys.cached();
        assertThat(fetches()).isEqualTo(1);

        pass(Duration.ofMillis(1));
        keys.cached();
        assertThat(fetches()).isEqualTo(2);
    }

    @Test
    void refreshed_keyAddedByTheIssuer_isFoundAfterTheMinimumInterval() throws Exception {
        keys.cached();
        RsaJsonWebKey added = TestIssuer.newKey("second");
        issuer.publish(added);

        assertThat(keys.refreshed()).hasSize(1);
        assertThat(fetches()).isEqualTo(1);
        pass(IssuerKeys.MIN_INTERVAL);
        assertThat(keys.refreshed()).extracting(key -> key.getKeyId()).containsExactly("first", "second");
        assertThat(fetches()).isEqualTo(2);
    }

    @Test
    void cached_issuerFails_fetchesOncePerIntervalAndReportsTheReason() throws Exception {
        issuer.setAnswers(exchange -> TestIssuer.answer(exchange, 503, "busy"));

        assertUnavailable("HTTP 503");
        assertUnavailable("HTTP 503");
        assertThat(issuer.requests()).isEqualTo(1);

        issuer.setAnswers(issuer::answer);
        pass(IssuerKeys.MIN_INTERVAL);
        assertThat(keys.cached()).hasSize(1);
    }

    @Test
    void cached_issuerFailsLater_returnsTheLastKeysForTwoHours() throws Exception {
        keys.cached();
        issuer.setAnswers(exchange -> TestIssuer.answer(exchange, 500, ""));

        pass(IssuerKeys.EXPIRE_AFTER.minusMillis(1));
        assertThat(keys.cached()).hasSize(1);
        pass(Duration.ofMillis(1));
        assertUnavailable("HTTP 500");
    }

    @Test
    void refreshed_issuerFailsLater_returnsTheLastKeysAndFetchesOncePerInterval() throws Exception {
        keys.cached();
        issuer.setAnswers(exchange -> TestIssuer.answer(exchange, 503, "busy"));
        pass(IssuerKeys.MIN_INTERVAL);
        int before = issuer.requests();

        assertThat(keys.refreshed()).hasSize(1);
        assertThat(keys.refreshed()).hasSize(1);
        assertThat(issuer.requests() - before).isEqualTo(1);
    }

    @Test
    void cached_concurrentCallsWhileIssuerFails_shareOneFetch() throws Exception {
        issuer.setAnswers(exchange -> {
            hasEnded(new CountDownLatch(1), 100);
            TestIssuer.answer(exchange, 503, "busy");
        });
        ExecutorService callers = Executors.newFixedThreadPool(4);
        Callable<?> call = Executors.callable(() -> assertUnavailable("HTTP 503"));

        for (Future<?> result : callers.invokeAll(Collections.nCopies(4, call))) {
            result.get();
        }
        callers.shutdown();
        assertThat(issuer.requests()).isEqualTo(1);
    }

    @Test
    void fetch_answerThatTrickles_endsInTime() {
        CountDownLatch ended = new CountDownLatch(1);
        issuer.setAnswers(exchange -> trickle(exchange, ended));
        OpenIdKeys source = new OpenIdKeys(issuer.rule(), Duration.ofMillis(300));

        assertThatIOException().isThrownBy(source::fetch).withMessageContaining("in time");
        ended.countDown();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html> | is not JSON",
                "{} | names another issuer",
                "{\"issuer\":\"https://other.example.com\"} | names another issuer",
                "{\"issuer\":\"URL\"} | no jwks_uri",
                "{\"issuer\":\"URL\",\"jwks_uri\":\"file:///etc/passwd\"} | no jwks_uri",
                "{\"issuer\":\"URL\",\"jwks_uri\":\"http://[\"} | not a URL",
            })
    void cached_invalidConfiguration_reportsTheFault(String configuration, String reason) {
        issuer.setAnswers(exchange -> TestIssuer.answer(exchange, 200, configuration.replace("URL", issuer.url())));

        assertUnavailable(reason);
    }

    @Test
    void cached_answerTooLong_fails() {
        issuer.setAnswers(exchange -> TestIssuer.answer(exchange, 200, " ".repeat(300 * 1024)));

        assertUnavailable("more than");
    }

    @Test
    void fetch_issuerDoesNotAnswer_endsInTime() {
        CountDownLatch ended = new CountDownLatch(1);
        issuer.setAnswers(exchange -> hasEnded(ended, 10_000));
        OpenIdKeys source = new OpenIdKeys(issuer.rule(), Duration.ofMillis(300));

        assertThatIOException().isThrownBy(source::fetch).withMessageContaining("timed out");
        ended.countDown();
    }

    @Test
    void cached_redirect_isNotFollowed() {
        issuer.setAnswers(exchange -> {
            exchange.getResponseHeaders().set("Location", issuer.url() + "/elsewhere");
            TestIssuer.answer(exchange, 302, "");
        });

        assertUnavailable("HTTP 302");
        assertThat(issuer.requests()).isEqualTo(1);
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

    private void assertUnavailable(String reason) {
        assertThatIOException().isThrownBy(keys::cached).withMessageContainingAll("keys are unavailable", reason);
    }

    private int fetches() {
        return issuer.requests() / REQUESTS_PER_FETCH;
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
