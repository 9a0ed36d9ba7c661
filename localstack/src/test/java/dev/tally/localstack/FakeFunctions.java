package dev.tally.localstack;

import dev.tally.localstack.lambda.Functions;
import dev.tally.localstack.lambda.InvocationResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Functions that record their events and give configured answers. */
public final class FakeFunctions implements Functions {

    private final List<JsonObject> events = new CopyOnWriteArrayList<>();
    private volatile Function<JsonObject, CompletionStage<InvocationResult>> behaviour;

    private FakeFunctions(Function<JsonObject, CompletionStage<InvocationResult>> behaviour) {
        this.behaviour = behaviour;
    }

    public static FakeFunctions doing(Function<JsonObject, CompletionStage<InvocationResult>> behaviour) {
        return new FakeFunctions(behaviour);
    }

    public static FakeFunctions returning(String json) {
        return doing(event -> CompletableFuture.completedFuture(success(json)));
    }

    public static FakeFunctions failing() {
        return doing(event -> CompletableFuture.completedFuture(failure()));
    }

    public static InvocationResult success(String json) {
        return new InvocationResult("request", "1", Buffer.buffer(json), null, "");
    }

    public static InvocationResult failure() {
        return new InvocationResult("request", "1", Buffer.buffer("{\"errorMessage\":\"no\"}"), "Unhandled", "");
    }

    @Override
    public CompletionStage<InvocationResult> invoke(String function, Buffer payload) {
        // A test that sees the event may set the behaviour for the next one.
        Function<JsonObject, CompletionStage<InvocationResult>> now = behaviour;
        JsonObject event = payload.toJsonObject();
        events.add(event);
        return now.apply(event);
    }

    public void nowDo(Function<JsonObject, CompletionStage<InvocationResult>> other) {
        behaviour = other;
    }

    public List<JsonObject> events() {
        return events;
    }
}
