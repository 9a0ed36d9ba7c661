package dev.tally.system.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.VoteStore;
import dev.tally.counter.Voter;
import dev.tally.counter.dynamodb.DynamoDbVoteStore;
import dev.tally.system.kit.Killer;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import java.time.Duration;
import java.util.HashMap;
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

    private final Map<Voter, Integer> last = new ConcurrentHashMap<>();
    private final AtomicInteger votes = new AtomicInteger();

    @Test
    void likes_afterAll_areTheVotersWithTheLastValueOne() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (TestStack stack = TestStack.start(TestOptions.DEFAULT
                        .withProcesses(1, 16)
                        .withProxies(Proxies.NONE)
                        .withVariable("TALLY_VOTERS_PER_SECOND", "0"));
                Killer killer = Killer.start(stack, "aggregator", BETWEEN_KILLS)) {
            Presser presser = new Presser(stack);
            toggleAll(presser, clients);
            killer.stop();
            stack.assertExactlyOnce(presser);

            long likes = last.values().stream().mapToInt(Integer::intValue).sum();
            await().atMost(SOON).untilAsserted(() -> assertThat(presser.published(LIKES.value()))
                    .isEqualTo(likes));
            assertThat(stored(stack)).isEqualTo(last);
            assertThat(stack.messages("dead-letters")).isZero();
            assertThat(killer.kills()).isPositive();
            System.out.printf("voters=%d votes=%d likes=%d kills=%d%n", VOTERS, votes.get(), likes, killer.kills());
        } finally {
            clients.shutdownNow();
        }
    }

    private void toggleAll(Presser presser, ExecutorService clients) throws Exception {
        var running = IntStream.range(0, CLIENTS)
                .<Future<?>>mapToObj(client -> clients.submit(() -> toggleSome(presser, client)))
                .toList();
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

    private static Map<Voter, Integer> stored(TestStack stack) {
        VoteStore store = new DynamoDbVoteStore(
                stack.stack().cloud().dynamoDb(),
                stack.stack().resources().tableName("counters"),
                new Epoch(stack.stack().epoch()).region());
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
