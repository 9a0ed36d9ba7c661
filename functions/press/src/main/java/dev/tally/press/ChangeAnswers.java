package dev.tally.press;

import dev.tally.counter.Receipt;
import dev.tally.counter.Total;
import dev.tally.press.http.RequestDeadline;
import dev.tally.press.http.WaitPreference;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The answers to accepted clicks, adjustments and votes. */
@Singleton
class ChangeAnswers {

    private final AwaitClick awaitClick;

    ChangeAnswers(AwaitClick awaitClick) {
        this.awaitClick = awaitClick;
    }

    Receipt receipt(AcceptChange.Accepted accepted) {
        return awaitClick.receipt(accepted.shard(), accepted.sequence());
    }

    /** Returns 202 with the promise at once. */
    static Response promised(Object promise) {
        return answer(Response.accepted(promise));
    }

    /**
     * Waits for a change if the request prefers to, and otherwise for the given time.
     *
     * @param otherwise empty to answer at once
     * @param counted makes the body of 200 from a total that includes the change
     * @return 200 once the change is counted, 202 with the promise if it is not counted in time
     */
    Response awaited(
            AcceptChange.Accepted accepted,
            Object promise,
            HttpHeaders headers,
            Optional<Duration> otherwise,
            Function<Total, ?> counted) {
        Optional<Duration> preferred = WaitPreference.of(headers.getHeaderString(WaitPreference.HEADER));
        Response.ResponseBuilder answer = preferred
                .or(() -> otherwise)
                .flatMap(wait -> awaitClick.afterAccept(
                        accepted.shard(),
                        accepted.sequence(),
                        wait,
                        RequestDeadline.lastCall(headers.getHeaderString(RequestDeadline.HEADER))))
                .map(total -> Response.ok(counted.apply(total)))
                .orElseGet(() -> Response.accepted(promise));
        preferred.ifPresent(wait -> answer.header(WaitPreference.APPLIED, WaitPreference.applied(wait)));
        return answer(answer);
    }

    private static Response answer(Response.ResponseBuilder answer) {
        return answer.type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
