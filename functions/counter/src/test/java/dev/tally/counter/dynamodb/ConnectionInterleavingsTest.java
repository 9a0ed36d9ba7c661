package dev.tally.counter.dynamodb;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.ConnectionStore.Subscription;
import dev.tally.counter.CounterId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The messages of one connection in every order of their calls to DynamoDB. */
class ConnectionInterleavingsTest {

    private static final TestDynamoDb DATABASE = new TestDynamoDb();
    private static final CounterId A = new CounterId("a");
    private static final CounterId B = new CounterId("b");
    private static final Set<CounterId> BOTH = Set.of(A, B);

    private final String table = DATABASE.emptyTable();
    private final ConnectionStore store = new DynamoDbConnectionStore(DATABASE.client(), table);
    private int runs;

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @Test
    void subscribeAndUnsubscribe_anyOrder_endInOneOfTheTwoStates() {
        explore(Set.of(), List.of(subscribe(BOTH), unsubscribe(BOTH)), viewed -> assertThat(viewed)
                .isIn(Set.of(), BOTH));
        explore(BOTH, List.of(subscribe(BOTH), unsubscribe(Set.of(A))), viewed -> assertThat(viewed)
                .isIn(Set.of(B), BOTH));
    }

    @Test
    void subscribeOrUnsubscribeAndClose_anyOrder_leaveNoViewer() {
        explore(Set.of(A), List.of(subscribe(BOTH), close()), viewed -> assertThat(viewed)
                .isEmpty());
        explore(BOTH, List.of(unsubscribe(Set.of(A)), close()), viewed -> assertThat(viewed)
                .isEmpty());
    }

    /** All orders of three messages would take minutes. */
    @Test
    void threeMessages_randomOrders_endInOneState() {
        Random random = new Random(22);
        for (int run = 0; run < 30; run++) {
            List<Integer> order = IntStream.range(0, 30)
                    .mapToObj(call -> random.nextInt(6))
                    .collect(Collectors.toCollection(ArrayList::new));
            check(
                    Set.of(A),
                    List.of(unsubscribe(Set.of(A)), subscribe(Set.of(A)), subscribe(Set.of(A))),
                    order,
                    viewed -> assertThat(viewed).isIn(Set.of(), Set.of(A)));
            check(Set.of(A), List.of(subscribe(BOTH), unsubscribe(Set.of(A)), close()), order, viewed -> assertThat(
                            viewed)
                    .isEmpty());
        }
    }

    @Test
    void unsubscribeAndSubscribeAtTheLimit_anyOrder_endInOneOfTheTwoStates() {
        Set<CounterId> full = IntStream.range(0, ConnectionStore.MAX_SUBSCRIPTIONS)
                .mapToObj(index -> new CounterId("c" + index))
                .collect(Collectors.toSet());
        explore(full, List.of(unsubscribe(full), subscribe(full)), viewed -> assertThat(viewed)
                .isIn(Set.of(), full));
    }

    private interface Message {
        void handle(ConnectionStore store, ConnectionId connection);
    }

    private static Message subscribe(Set<CounterId> counters) {
        return (store, connection) -> {
            Subscription ignored = store.subscribe(connection, counters, NOW);
        };
    }

    private static Message unsubscribe(Set<CounterId> counters) {
        return (store, connection) -> store.unsubscribe(connection, counters);
    }

    private static Message close() {
        return (store, connection) -> store.close(connection, Set.of());
    }

    /** Runs the messages in each order of their calls, and checks the counters that the connection is a viewer of. */
    private void explore(Set<CounterId> before, List<Message> messages, Consumer<Set<CounterId>> check) {
        List<Integer> order = new ArrayList<>();
        boolean isExplored = false;
        while (!isExplored) {
            List<Integer> options = check(before, messages, order, check);
            isExplored = !advance(order, options);
        }
    }

    /** Runs the messages in one order of their calls. Returns the number of choices at each call. */
    private List<Integer> check(
            Set<CounterId> before, List<Message> messages, List<Integer> order, Consumer<Set<CounterId>> check) {
        ConnectionId connection = new ConnectionId("connection" + runs++ + "=");
        store.open(connection, NOW);
        if (!before.isEmpty()) {
            store.subscribe(connection, before, NOW);
        }
        List<Integer> options = run(connection, messages, order);
        Set<CounterId> viewed = viewed(connection);
        Set<CounterId> owned = store.close(connection, Set.of());
        assertThat(viewed).as("viewers after the order %s", order).isEqualTo(owned);
        check.accept(viewed);
        assertThat(viewed(connection)).isEmpty();
        return options;
    }

    /** Returns the counters with an item for this viewer. One scan is fast, because each run deletes its items. */
    private Set<CounterId> viewed(ConnectionId connection) {
        return DATABASE.client().scan(scan -> scan.tableName(table).consistentRead(true)).items().stream()
                .filter(item -> Items.text(item, Items.PK).startsWith("viewers#")
                        && Items.text(item, Items.SK).endsWith(connection.value()))
                .map(item -> new CounterId(Items.text(item, Items.PK).replaceFirst("^viewers#", "")))
                .collect(Collectors.toSet());
    }

    /** Turns an order into the next one that differs as late as possible. Returns whether there is one. */
    private static boolean advance(List<Integer> order, List<Integer> options) {
        for (int last = order.size() - 1; last >= 0; last--) {
            int next = order.remove(last) + 1;
            if (next < options.get(last)) {
                order.add(next);
                return true;
            }
        }
        return false;
    }

    /**
     * Runs messages on their threads, one call at a time.
     *
     * @param order the choice at each call, completed with the first choice
     * @return the number of choices at each call
     */
    private List<Integer> run(ConnectionId connection, List<Message> messages, List<Integer> order) {
        List<Integer> options = new ArrayList<>();
        List<Turns> waiting = new ArrayList<>(
                messages.stream().map(message -> new Turns(message, connection)).toList());
        waiting.removeIf(turns -> !turns.awaitCall());
        for (int call = 0; !waiting.isEmpty(); call++) {
            if (call == order.size()) {
                order.add(0);
            }
            options.add(waiting.size());
            Turns next = waiting.get(order.get(call) % waiting.size());
            next.turn.release();
            if (!next.awaitCall()) {
                waiting.remove(next);
            }
        }
        return options;
    }

    /** One message on its thread, which waits for its turn before each call. */
    private final class Turns {

        private final Semaphore turn = new Semaphore(0);
        private final Semaphore stopped = new Semaphore(0);
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Thread thread;
        private volatile boolean isDone;

        Turns(Message message, ConnectionId connection) {
            thread = new Thread(() -> {
                try {
                    message.handle(new DynamoDbConnectionStore(client(), table), connection);
                } catch (RuntimeException | Error failed) {
                    failure.set(failed);
                } finally {
                    isDone = true;
                    stopped.release();
                }
            });
            thread.start();
        }

        /** Returns whether the message waits before a call, false if it is handled. */
        boolean awaitCall() {
            stopped.acquireUninterruptibly();
            assertThat(failure.get()).isNull();
            return !isDone;
        }

        private DynamoDbClient client() {
            return (DynamoDbClient) Proxy.newProxyInstance(
                    DynamoDbClient.class.getClassLoader(),
                    new Class<?>[] {DynamoDbClient.class},
                    (proxy, method, arguments) -> {
                        stopped.release();
                        turn.acquireUninterruptibly();
                        try {
                            return method.invoke(DATABASE.client(), arguments);
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    });
        }
    }
}
