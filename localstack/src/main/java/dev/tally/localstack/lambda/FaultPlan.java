package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/** The injected faults: processes that die between their work and their answer, and repeated deliveries. */
@FunctionalInterface
public interface FaultPlan {

    /** Delivers every answer. */
    FaultPlan NONE = (function, requestId, response) -> false;

    /**
     * Returns whether this answer is lost and its process is killed. Called on the event loop once for each response of
     * a function; must not block.
     */
    boolean diesBeforeAnswer(String function, String requestId, Buffer response);

    /**
     * Returns one or more payloads to deliver for an invocation, one after the other even if one fails. The invocation
     * gets the answer of the last payload. Called on the thread that invokes; must not block.
     */
    default List<Buffer> deliveries(String function, Buffer payload) {
        return List.of(payload);
    }
}
