package dev.tally.system.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.localstack.sources.streams.GlobalTable;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import dev.tally.system.kit.Viewer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two regions that share the counters by a global table, each with its own queue and functions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoRegionsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final TestOptions OPTIONS =
            TestOptions.DEFAULT.withProcesses(1, 8).withProxies(Proxies.NONE);

    private final TestStack here = TestStack.start(OPTIONS, "eu-central-1");
    private final TestStack there = TestStack.start(OPTIONS, "us-east-1");
    private final GlobalTable counters = GlobalTable.of(
            here.stack().resources().tableName("counters"),
            here.stack().cloud(),
            there.stack().cloud());
    private Presser presserHere = new Presser(here);
    private Presser presserThere = new Presser(there);

    @BeforeEach
    void newClients() {
        presserHere = new Presser(here);
        presserThere = new Presser(there);
    }

    @AfterAll
    void stop() {
        counters.close();
        there.close();
        here.close();
    }

    @Test
    void clicksOfBoth_partitionedAndHealed_endOnTheExactTotalEverywhere() {
        try (Viewer viewerHere = Viewer.connectTo(here, "both");
                Viewer viewerThere = Viewer.connectTo(there, "both")) {
            press(presserHere, "both", 10, 2);
            press(presserThere, "both", 10, 4);
            assertExactlyOnce();
            assertThat(presserThere.published("both")).isEqualTo(60);

            counters.part();
            press(presserHere, "both", 15, 3);
            press(presserThere, "both", 5, -2);
            press(presserThere, "only-there", 5, 1);
            awaitPublished(presserHere, "both", 60 + 45);
            awaitPublished(presserThere, "both", 60 - 10);
            awaitShown(viewerHere, 105);
            awaitShown(viewerThere, 50);
            assertThat(presserHere.published("only-there")).isZero();

            counters.heal();
            press(presserHere, "both", 5, 1);
            press(presserThere, "both", 6, 1);
            assertExactlyOnce();
            assertThat(presserHere.published("only-there")).isEqualTo(5);
            assertAgree(106, viewerHere, viewerThere);
        }
    }

    @Test
    void votes_eachVoterInOneRegionPartitionedAndHealed_endOnTheSameSumsEverywhere() {
        vote(presserHere, "here", 10, 1);
        vote(presserThere, "there", 6, -1);
        counters.part();
        vote(presserHere, "here", 4, 0);
        vote(presserThere, "there", 3, 1);
        counters.heal();
        assertExactlyOnce();
        for (Presser presser : List.of(presserHere, presserThere)) {
            await().atMost(SOON).untilAsserted(() -> {
                JsonNode total = presser.get("/v1/counters/updown~both");
                assertThat(total.get("up").asLong()).isEqualTo(6 + 3);
                assertThat(total.get("down").asLong()).isEqualTo(3);
                assertThat(total.get("count").asLong()).isEqualTo(6);
            });
        }
        assertThat(presserHere.own("updown~both", "here-0123456789-9")).isEqualTo(1);
        assertThat(presserThere.own("updown~both", "there-0123456789-0")).isEqualTo(1);
        assertThat(presserThere.own("updown~both", "there-0123456789-5")).isEqualTo(-1);
    }

    private static void vote(Presser presser, String region, int voters, int value) {
        IntStream.range(0, voters)
                .forEach(voter -> assertThat(presser.vote("updown~both", region + "-0123456789-" + voter, value))
                        .isEqualTo(202));
    }

    /** Asserts the counts after the replication, because each region is right only with the clicks of both. */
    private void assertExactlyOnce() {
        here.drain();
        there.drain();
        await().atMost(SOON).until(() -> counters.waiting() == 0);
        here.settle();
        there.settle();
        await().atMost(SOON).until(counters::isInStep);
        here.assertExactlyOnce(presserHere, presserThere);
        there.assertExactlyOnce(presserThere, presserHere);
    }

    /** Asserts the same count, version and minutes in both: live, read, and in the history. Only the viewers differ. */
    private void assertAgree(long count, Viewer viewerHere, Viewer viewerThere) {
        awaitShown(viewerHere, count);
        awaitShown(viewerThere, count);
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode shown = total(viewerHere);
            for (String field : List.of("count", "version", "minutes")) {
                assertThat(total(viewerThere).get(field)).as(field).isEqualTo(shown.get(field));
            }
            for (Presser presser : List.of(presserHere, presserThere)) {
                JsonNode read = presser.get("/v1/counters/both");
                assertThat(read.get("version")).isEqualTo(shown.get("version"));
                assertThat(read.at("/windows/10m").asLong()).isEqualTo(count);
                assertThat(read.get("viewers").asInt()).isEqualTo(1);
                assertThat(sumOfHistory(presser)).isEqualTo(count);
            }
        });
        assertThat(viewerHere.wrong()).isEmpty();
        assertThat(viewerThere.wrong()).isEmpty();
    }

    private static long sumOfHistory(Presser presser) {
        long sum = 0;
        for (JsonNode window :
                presser.get("/v1/counters/both/history?resolution=1m").get("windows")) {
            sum += window.get("sum").asLong();
        }
        return sum;
    }

    private static JsonNode total(Viewer viewer) {
        return Objects.requireNonNull(viewer.total("both"));
    }

    private static void awaitShown(Viewer viewer, long count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(viewer.count("both")).isEqualTo(count));
    }

    private static void awaitPublished(Presser presser, String counter, long count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(presser.published(counter)).isEqualTo(count));
    }

    private static void press(Presser presser, String counter, int times, int delta) {
        IntStream.range(0, times)
                .forEach(any -> assertThat(presser.press(counter, delta)).isEqualTo(202));
    }
}
