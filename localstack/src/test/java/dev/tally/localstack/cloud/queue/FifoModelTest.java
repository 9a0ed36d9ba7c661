package dev.tally.localstack.cloud.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random calls on a FIFO queue, compared with a list that is searched from its start. */
class FifoModelTest {

    private static final int VISIBILITY_MILLIS = 30_000;
    private static final int MAX_RECEIVES = 3;
    private static final String LETTERS = "arn:aws:sqs:eu-central-1:000000000000:letters.fifo";

    private enum Action {
        SEND,
        RECEIVE,
        DELETE,
        SHOW,
        WAIT
    }

    /** @param number the group, the batch size, the message in flight or the seconds, by the action */
    private record Step(Action action, int number) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                net.jqwik.api.Tuple.of(6, Action.SEND),
                                net.jqwik.api.Tuple.of(5, Action.RECEIVE),
                                net.jqwik.api.Tuple.of(4, Action.DELETE),
                                net.jqwik.api.Tuple.of(2, Action.SHOW),
                                net.jqwik.api.Tuple.of(1, Action.WAIT)),
                        Arbitraries.integers().between(0, 11))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 500)
    void everyReceive_returnsTheMessagesOfTheModel(@ForAll("steps") List<Step> steps) {
        ManualTime time = new ManualTime();
        AtomicInteger ids = new AtomicInteger();
        Queues queues = new Queues("eu-central-1", time, () -> "id-" + ids.incrementAndGet(), time);
        queues.create("letters.fifo", Map.of("FifoQueue", "true"), Map.of());
        queues.create(
                "q.fifo",
                Map.of(
                        "FifoQueue",
                        "true",
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"" + LETTERS + "\",\"maxReceiveCount\":" + MAX_RECEIVES + "}"),
                Map.of());
        Model model = new Model();
        Map<String, String> handles = new HashMap<>();

        for (Step step : steps) {
            switch (step.action) {
                case SEND -> {
                    String body = Integer.toString(model.messages.size() + model.gone.size());
                    String group = "g" + step.number % 3;
                    queues.send("q.fifo", new NewMessage(body, Map.of(), null, group, body, null));
                    model.messages.add(new Model.Entry(body, group));
                }
                case RECEIVE -> {
                    int max = 1 + step.number % 10;
                    List<ReceivedMessage> received =
                            queues.receive("q.fifo", new Receive(max, null, 0)).join();
                    received.forEach(message -> handles.put(message.body(), message.receiptHandle()));
                    assertThat(received.stream().map(ReceivedMessage::body))
                            .containsExactlyElementsOf(model.receive(max, time.millis()));
                }
                case DELETE ->
                    model.inFlight(step.number, time.millis()).forEach(entry -> {
                        assertThat(queues.delete("q.fifo", List.of(handles.getOrDefault(entry.body, ""))))
                                .containsOnlyNulls();
                        model.remove(entry);
                    });
                case SHOW ->
                    model.inFlight(step.number, time.millis()).forEach(entry -> {
                        String handle = handles.getOrDefault(entry.body, "");
                        assertThat(queues.changeVisibility("q.fifo", List.of(new Queues.VisibilityChange(handle, 0))))
                                .containsOnlyNulls();
                        entry.hiddenUntil = 0;
                    });
                case WAIT -> time.advance(4_000L * step.number);
            }
        }
        assertThat(queues.attributes("letters.fifo"))
                .containsEntry("ApproximateNumberOfMessages", Integer.toString(model.letters.size()));
    }

    /** The rules as sentences: the first message in order whose group has no message in flight. */
    private static final class Model {

        private static final class Entry {
            final String body;
            final String group;
            int receives;
            long hiddenUntil;

            Entry(String body, String group) {
                this.body = body;
                this.group = group;
            }
        }

        final List<Entry> messages = new ArrayList<>();
        final List<Entry> gone = new ArrayList<>();
        final List<Entry> letters = new ArrayList<>();

        List<String> receive(int max, long now) {
            List<Entry> batch = new ArrayList<>();
            String group = "";
            while (batch.size() < max) {
                Entry next = next(group, batch, now);
                if (next == null) {
                    break;
                }
                if (next.receives == MAX_RECEIVES) {
                    remove(next);
                    letters.add(next);
                } else {
                    next.receives++;
                    next.hiddenUntil = now + VISIBILITY_MILLIS;
                    batch.add(next);
                    group = next.group;
                }
            }
            return batch.stream().map(entry -> entry.body).toList();
        }

        private @org.jspecify.annotations.Nullable Entry next(String group, List<Entry> batch, long now) {
            List<Entry> open = messages.stream()
                    .filter(entry -> entry.hiddenUntil <= now)
                    .filter(entry -> messages.stream()
                            .noneMatch(other -> other.group.equals(entry.group)
                                    && other.hiddenUntil > now
                                    && !(other.group.equals(group) && batch.contains(other))))
                    .toList();
            return open.stream()
                    .filter(entry -> entry.group.equals(group))
                    .findFirst()
                    .orElse(open.stream().findFirst().orElse(null));
        }

        List<Entry> inFlight(int number, long now) {
            List<Entry> flying =
                    messages.stream().filter(entry -> entry.hiddenUntil > now).toList();
            return flying.isEmpty() ? List.of() : List.of(flying.get(number % flying.size()));
        }

        void remove(Entry entry) {
            messages.remove(entry);
            gone.add(entry);
        }
    }
}
