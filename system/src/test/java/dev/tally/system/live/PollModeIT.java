package dev.tally.system.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import dev.tally.system.kit.Viewer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A counter with more viewers than pushes reach, and the cache that answers the others, on the real packages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PollModeIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LIMIT = 5;

    private final TestStack stack =
            TestStack.start(TestOptions.DEFAULT.withVariable("TALLY_PUSH_VIEWERS", Integer.toString(LIMIT)));
    private final Presser presser = new Presser(stack);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void viewers_moreThanTheLimit_newPagesPollUntilSomeLeave() {
        presser.press("crowded", 1);
        stack.awaitCounted("crowded", 1);
        List<Viewer> viewers = new ArrayList<>();
        try {
            for (int viewer = 0; viewer <= LIMIT; viewer++) {
                viewers.add(Viewer.connectTo(stack, "crowded"));
            }
            await().atMost(SOON)
                    .until(() -> live("crowded").get("mode").asText().equals("poll"));
            assertThat(live("crowded").get("everyMilliseconds").asInt()).isEqualTo(2000);
            Viewer late = Viewer.connect(stack);
            viewers.add(late);
            late.subscribe("crowded", "quiet");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(late.frames("poll")).hasSize(1));
            presser.press("crowded", 1);
            await().atMost(SOON)
                    .until(() -> Long.valueOf(2).equals(viewers.get(0).count("crowded")));
            assertThat(late.count("crowded")).isNull();
            assertThat(late.wrong()).isEmpty();
            await().atMost(SOON)
                    .until(() ->
                            presser.get("/v1/counters/crowded").get("count").asInt() == 2);
            viewers.subList(0, 3).forEach(Viewer::close);
            viewers.subList(0, 3).clear();
            await().atMost(SOON).until(() -> live("crowded").has("probability"));
            assertThat(live("crowded").get("mode").asText()).isEqualTo("push");
        } finally {
            viewers.forEach(Viewer::close);
        }
    }

    /** Each request differs from the others in one thing on which its answer depends. */
    @Test
    void answers_ofOneVoterQueryOriginOrReceipt_reachNoOtherClient() throws IOException, InterruptedException {
        String counter = "updown~cached";
        presser.vote(counter, "voter-a-0123456789", 1);
        presser.vote(counter, "voter-b-0123456789", -1);
        stack.settle();
        String path = "/v1/counters/" + counter;
        for (int repeat = 0; repeat < 3; repeat++) {
            assertThat(presser.own(counter, "voter-a-0123456789")).isEqualTo(1);
            assertThat(presser.own(counter, "voter-b-0123456789")).isEqualTo(-1);
            assertThat(get(path + "/vote").statusCode()).isEqualTo(400);
            assertThat(get(path, "Tally-Voter", "voter-a-0123456789").body()).doesNotContain("\"value\"");
            assertThat(get(path + "?after=elsewhere.1:elsewhere%230:1").statusCode())
                    .isEqualTo(409);
            assertThat(get(path + "?after=nonsense").statusCode()).isEqualTo(400);
            HttpResponse<String> kept = get(path, "Origin", "https://page-" + repeat + ".example");
            assertThat(kept.statusCode()).isEqualTo(200);
            assertThat(kept.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
            assertThat(kept.headers().map()).doesNotContainKeys("ratelimit", "set-cookie");
        }
    }

    private JsonNode live(String counter) {
        return presser.get("/v1/counters/" + counter).get("live");
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(stack.endpoint().resolve(path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
