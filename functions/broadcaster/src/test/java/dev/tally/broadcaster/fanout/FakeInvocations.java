package dev.tally.broadcaster.fanout;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/** A fake that keeps the events of the requested invocations. */
public final class FakeInvocations implements Invocations {

    public final List<JsonNode> events = new ArrayList<>();
    boolean failing;

    /** The invocation for a slice, which by default does nothing. */
    Function<JsonNode, CompletableFuture<?>> invoke = event -> CompletableFuture.completedFuture(null);

    @Override
    public CompletableFuture<?> push(Slice slice) {
        JsonNode event = InvocationEvents.of(slice);
        add(event);
        return failing ? CompletableFuture.failedFuture(new IllegalStateException("throttled")) : invoke.apply(event);
    }

    @Override
    public void pushLater(Unreached unreached) {
        add(InvocationEvents.of(unreached));
    }

    /** Returns the content of the events of a kind. */
    synchronized List<JsonNode> of(String kind) {
        return events.stream()
                .flatMap(event -> Stream.ofNullable(event.get(kind)))
                .toList();
    }

    private synchronized void add(JsonNode event) {
        events.add(event);
    }
}
