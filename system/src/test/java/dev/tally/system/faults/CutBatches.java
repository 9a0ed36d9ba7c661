package dev.tally.system.faults;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Parts of the events of queues and streams. */
final class CutBatches {

    private CutBatches() {}

    /**
     * Returns an event with only the first of its records, at least one.
     *
     * @param share the part of the records to keep, 0 to 1
     */
    static Buffer firstPart(Buffer event, double share) {
        JsonArray records = new JsonObject(event).getJsonArray("Records");
        int kept = Math.max(1, (int) (share * records.size()));
        return new JsonObject()
                .put("Records", new JsonArray(records.getList().subList(0, kept)))
                .toBuffer();
    }
}
