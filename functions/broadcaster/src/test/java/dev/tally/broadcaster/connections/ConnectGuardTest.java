package dev.tally.broadcaster.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.broadcaster.TestSettings;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.runtime.token.TestIssuer;
import java.time.Clock;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectGuardTest {

    private static final int AT_ONCE = TestSettings.DEFAULT.connectsBurst();
    private static final TestIssuer ISSUER = TestIssuer.start();

    private final ConnectGuard open = connectGuard(TestSettings.DEFAULT);
    private final ConnectGuard guarded = connectGuard(TestSettings.withTokens(ISSUER.rule()));

    @AfterAll
    static void closeIssuer() {
        ISSUER.close();
    }

    @Test
    void status_noIssuerSet_ignoresTokens() {
        assertThat(open.status(connect(""))).isEqualTo(ConnectGuard.OPEN);
        assertThat(open.status(connect("nonsense"))).isEqualTo(ConnectGuard.OPEN);
    }

    @Test
    void status_issuerSet_acceptsValidTokensOnly() {
        assertThat(guarded.status(connect(ISSUER.token("anna")))).isEqualTo(ConnectGuard.OPEN);
        assertThat(guarded.status(connect(""))).isEqualTo(401);
        assertThat(guarded.status(connect("nonsense"))).isEqualTo(401);
        ObjectNode withoutQuery = connect("");
        withoutQuery.remove("queryStringParameters");
        assertThat(guarded.status(withoutQuery)).isEqualTo(401);
    }

    @Test
    void status_scopeNotGranted_isForbidden() {
        assertThat(connectGuard(TestSettings.withTokens(ISSUER.rule("watch"))).status(connect(ISSUER.token("anna"))))
                .isEqualTo(403);
    }

    @Test
    void status_issuerOutOfReach_isUnavailable() {
        TestIssuer gone = TestIssuer.start();
        ConnectGuard connectGuard = connectGuard(TestSettings.withTokens(gone.rule()));
        String token = gone.token("anna");
        gone.close();

        assertThat(connectGuard.status(connect(token))).isEqualTo(503);
    }

    @Test
    void status_subjectOverTheLimit_isRejectedAndAnotherFromTheSameAddressIsNot() {
        JsonNode anna = connect(ISSUER.token("anna"));
        IntStream.range(0, AT_ONCE)
                .forEach(any -> assertThat(guarded.status(anna)).isEqualTo(ConnectGuard.OPEN));

        assertThat(guarded.status(anna)).isEqualTo(429);
        assertThat(guarded.status(connect(ISSUER.token("ben")))).isEqualTo(ConnectGuard.OPEN);
    }

    @Test
    void settings_issuerWithoutAudience_namesTheMissingSetting() {
        TestSettings.TestJwt half =
                new TestSettings.TestJwt(Optional.of(ISSUER.url()), Optional.empty(), Optional.empty());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> connectGuard(TestSettings.withTokens(half)))
                .withMessageContaining("TALLY_JWT_AUDIENCE");
    }

    @ParameterizedTest
    @CsvSource({"token, 2, 400", "TOKEN, 1, 400", "Counters, 1, 400", "counters, 2, 200", "other, 2, 200"})
    void status_repeatedOrMisspelledParameter_isBadRequest(String name, int times, int status) {
        ObjectNode event = connect(ISSUER.token("anna"));
        ArrayNode values = event.putObject("multiValueQueryStringParameters").putArray(name);
        Collections.nCopies(times, ISSUER.token("anna")).forEach(values::add);
        assertThat(guarded.status(event)).isEqualTo(status);
    }

    private static ConnectGuard connectGuard(BroadcasterSettings settings) {
        return new ConnectGuard(settings, new ConnectionLimits(settings, () -> 0), Clock.systemUTC());
    }

    private static ObjectNode connect(String token) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.putObject("requestContext").putObject("identity").put("sourceIp", "192.0.2.1");
        event.putObject("queryStringParameters").put("token", token);
        return event;
    }
}
