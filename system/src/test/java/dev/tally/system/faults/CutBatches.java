package dev.tally.system.faults;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Events of queues and streams, cut in other ways. */
final class CutBatches {

    private CutBatches() {}

    /**
     * An event with the first of its records only, and at least one of them.
     *
     * @param share how many of them, 0 to 1
     */
    static Buffer firstPart(Buffer event, double share) {
        JsonArray records = new JsonObject(event).getJsonArray("Records");
        int kept = Math.max(1, (int) (share * records.size()));
        return new JsonObject()
                .put("Records", new JsonArray(records.getList().subList(0, kept)))
                .toBuffer();
    }
}
