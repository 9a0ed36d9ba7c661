package dev.tally.system.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.Shard;
import dev.tally.counter.Tally;
import dev.tally.counter.VoteStore;
import dev.tally.counter.VoteSums;
import dev.tally.counter.VoteSums.Sums;
import dev.tally.counter.Voter;
import dev.tally.counter.VoterCount;
import dev.tally.counter.dynamodb.DynamoDbVoteStore;
import dev.tally.counter.dynamodb.DynamoDbVoteSums;
import dev.tally.system.kit.Killer;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Voters ({@code -Dvoters=2000}) that toggle at random for a time ({@code -Dvotes.seconds=60}), a tenth of the votes
 * retried, while clicks come and the aggregator is killed every 2 s.
 */
@Tag("slow")
class VotersToggleIT {

    private static final int VOTERS = Integer.getInteger("voters", 400);
    private static final int SECONDS = Integer.getInteger("votes.seconds", 10);
    private static final int CLIENTS = 16;
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final CounterId LIKES = new CounterId("like~toggled");
    private static final Sums WRONG = new Sums(1_000, new VoterCount(1_000, 0));
    private static final TestOptions OPTIONS = TestOptions.DEFAULT
            .withProcesses(1, 16)
            .withProxies(Proxies.NONE)
            .withVariable("TALLY_VOTERS_PER_SECOND", "0");

    private final Map<Voter, Integer> last = new ConcurrentHashMap<>();
    private final AtomicInteger votes = new AtomicInteger();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

    @AfterEach
    void stop() {
        clients.shutdownNow();
    }

    @Test
    void likes_afterAll_areTheVotersWithTheLastValueOne() throws Exception {
        try (TestStack stack = TestStack.start(OPTIONS);
                Killer killer = Killer.start(stack, "aggregator", BETWEEN_KILLS)) {
            Presser presser = new Presser(stack);
            join(toggleAll(presser));
            killer.stop();
            long likes = assertLikes(stack, presser);
            assertThat(killer.kills()).isPositive();
            System.out.printf("voters=%d votes=%d likes=%d kills=%d%n", VOTERS, votes.get(), likes, killer.kills());
        }
    }

    /** Damages the sums of every shard, as a restore of a part of a transaction does, and rebuilds them meanwhile. */
    @Test
    void likes_rebuiltWhileVotersToggle_areTheStoredVotes() throws Exception {
        try (TestStack stack = TestStack.start(OPTIONS)) {
            Presser presser = new Presser(stack);
            List<Future<?>> voters = toggleAll(presser);
            await().atMost(SOON).until(() -> votes.get() > VOTERS);
            damageAll(stack);
            int tries = rebuild(stack);
            join(voters);
            long likes = assertLikes(stack, presser);
            System.out.printf("voters=%d votes=%d likes=%d rebuilds=%d%n", VOTERS, votes.get(), likes, tries);
        }
    }

    private long assertLikes(TestStack stack, Presser presser) {
        stack.assertExactlyOnce(presser);
        long likes = last.values().stream().mapToInt(Integer::intValue).sum();
        await().atMost(SOON).untilAsserted(() -> assertThat(presser.published(LIKES.value()))
                .isEqualTo(likes));
        assertThat(stored(stack)).isEqualTo(last);
        assertThat(stack.messages("dead-letters")).isZero();
        return likes;
    }

    private static void damageAll(TestStack stack) {
        VoteSums sums = new DynamoDbVoteSums(
                stack.stack().cloud().dynamoDb(), stack.stack().resources().tableName("counters"), region(stack));
        for (String name : stack.shards(LIKES.value()).keySet()) {
            Shard shard = Shard.ofName(LIKES, name, region(stack)).orElseThrow();
            await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> {
                Tally now = sums.hold(shard, Instant.EPOCH);
                return sums.replace(shard, now.writes(), WRONG, Instant.now());
            });
        }
    }

    /** Rebuilds the sums as {@code tools/rebuild.sh} does. Returns the number of tries. */
    private static int rebuild(TestStack stack) {
        for (int tries = 1; ; tries++) {
            JsonObject answer = new JsonObject();
            do {
                answer = rebuild(stack, answer);
            } while (answer.getString("next") != null);
            if (answer.getInteger("changed") == 0) {
                return tries;
            }
        }
    }

    private static JsonObject rebuild(TestStack stack, JsonObject before) {
        JsonObject event = new JsonObject().put("rebuild-votes", LIKES.value());
        if (before.containsKey("next")) {
            event.put("state", before.getString("next"));
        }
        return new JsonObject(stack.stack()
                .lambda()
                .invoke("rollup", event.toBuffer())
                .toCompletableFuture()
                .join()
                .payload());
    }

    private List<Future<?>> toggleAll(Presser presser) {
        return IntStream.range(0, CLIENTS)
                .<Future<?>>mapToObj(client -> clients.submit(() -> toggleSome(presser, client)))
                .toList();
    }

    private static void join(List<Future<?>> running) throws Exception {
        for (Future<?> client : running) {
            client.get(SECONDS + 120L, TimeUnit.SECONDS);
        }
    }

    /** Toggles the voters of one client, so that each voter has one vote under way. */
    private void toggleSome(Presser presser, int client) {
        Random random = new Random(client);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() - end < 0) {
            String voter = "voter-0123456789-" + (client + CLIENTS * random.nextInt(VOTERS / CLIENTS));
            int value = random.nextInt(2);
            String key = presser.key();
            int status = presser.vote(LIKES.value(), voter, value, key);
            // Clients retry until the vote is accepted, and repeat a tenth of the accepted ones.
            while (status != 202 || random.nextInt(10) == 0) {
                status = presser.vote(LIKES.value(), voter, value, key);
            }
            last.put(Voter.ofClient(voter), value);
            votes.incrementAndGet();
            if (random.nextInt(10) == 0) {
                presser.press("clicked", 1);
            }
        }
    }

    private static String region(TestStack stack) {
        return new Epoch(stack.stack().epoch()).region();
    }

    private static Map<Voter, Integer> stored(TestStack stack) {
        VoteStore store = new DynamoDbVoteStore(
                stack.stack().cloud().dynamoDb(), stack.stack().resources().tableName("counters"), region(stack));
        Map<Voter, Integer> stored = new HashMap<>();
        Optional<String> next = Optional.empty();
        do {
            VoteStore.Page page = store.ofCounter(LIKES, next);
            page.votes()
                    .forEach(located ->
                            stored.put(located.voter(), located.vote().value()));
            next = page.next();
        } while (next.isPresent());
        return stored;
    }
}
