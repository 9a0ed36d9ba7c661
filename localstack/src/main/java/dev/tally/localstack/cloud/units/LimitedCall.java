package dev.tally.localstack.cloud.units;

import dev.tally.localstack.quota.Quota;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call under the quotas: rejected, or forwarded for all or some of its items. */
final class LimitedCall {

    private static final String REPORT = "ReturnConsumedCapacity";
    private static final String CAPACITY = "ConsumedCapacity";

    private final TableCall call;
    private final UnitQuotas quotas;
    private final List<Target> admitted = new ArrayList<>();
    private final boolean reportRequested;

    /** The throttled items of a batch, in the form of its request. */
    private final JsonObject unprocessed = new JsonObject();

    private final @Nullable JsonObject rejection;

    private LimitedCall(TableCall call, UnitQuotas quotas) {
        this.call = call;
        this.quotas = quotas;
        this.reportRequested = call.body().containsKey(REPORT);
        this.rejection = admit();
    }

    /** Takes the units of a call, and changes its body to the forwarded one. */
    static LimitedCall of(TableCall call, UnitQuotas quotas) {
        return new LimitedCall(call, quotas);
    }

    /** Returns the body of an answer with status 400, null if the call is to be forwarded. */
    @Nullable
    JsonObject rejection() {
        return rejection;
    }

    private @Nullable JsonObject admit() {
        List<@Nullable Quota> reached = new ArrayList<>();
        for (Target target : call.targets()) {
            Quota quota = quotas.take(target);
            reached.add(quota);
            if (quota == null) {
                admitted.add(target);
            }
        }
        boolean throttled = admitted.size() < reached.size();
        if (throttled && (admitted.isEmpty() || !call.isBatch())) {
            admitted.forEach(quotas::giveBack);
            return call.isTransaction() ? Throttling.ofTransaction(reached) : rejected(reached);
        }
        if (throttled) {
            split(reached);
        }
        call.body().put(REPORT, "TOTAL");
        return null;
    }

    private JsonObject rejected(List<@Nullable Quota> reached) {
        Quota first = Objects.requireNonNull(reached.get(0), "every item is throttled");
        return Throttling.of(first, call.targets().get(0));
    }

    /** Moves the throttled items of a batch from its request to the unprocessed ones. */
    private void split(List<@Nullable Quota> reached) {
        JsonObject requests = call.body().getJsonObject("RequestItems");
        boolean write = call.targets().get(0).write();
        int index = 0;
        for (String table : List.copyOf(requests.fieldNames())) {
            JsonArray forwarded = new JsonArray();
            JsonArray kept = new JsonArray();
            for (Object element : TableCall.elements(requests, table, write)) {
                (reached.get(index++) == null ? forwarded : kept).add(element);
            }
            put(unprocessed, requests, table, kept, write);
            put(requests, requests, table, forwarded, write);
        }
    }

    private static void put(JsonObject to, JsonObject requests, String table, JsonArray elements, boolean write) {
        if (elements.isEmpty()) {
            to.remove(table);
        } else if (write) {
            to.put(table, elements);
        } else {
            to.put(table, requests.getJsonObject(table).copy().put("Keys", elements));
        }
    }

    /** Takes the rest of the units that an answer reports, and changes the answer to that of the whole call. */
    void answered(JsonObject answer) {
        settle(answer.getValue(CAPACITY));
        if (!reportRequested) {
            answer.remove(CAPACITY);
        }
        if (!unprocessed.isEmpty()) {
            String name = call.targets().get(0).write() ? "UnprocessedItems" : "UnprocessedKeys";
            answer.put(name, unprocessed.copy().mergeIn(answer.getJsonObject(name, new JsonObject())));
        }
    }

    private void settle(@Nullable Object capacity) {
        if (capacity instanceof JsonObject one) {
            settle(one);
        } else if (capacity instanceof JsonArray several) {
            several.forEach(one -> settle((JsonObject) one));
        }
    }

    /**
     * Divides the units of a table between its items, because DynamoDB reports their sum. DynamoDB Local reports too few
     * for batches and transactions of small items, which then keep the units that they took.
     */
    private void settle(JsonObject capacity) {
        List<Target> items = admitted.stream()
                .filter(target -> target.table().equals(capacity.getString("TableName")))
                .toList();
        items.forEach(target -> quotas.settle(target, capacity.getDouble("CapacityUnits") / items.size()));
    }
}
