package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Which processes die after they did their work and before their answer is delivered, and which work is delivered more than once. */
@FunctionalInterface
public interface FaultPlan {

    /** Every answer is delivered. */
    FaultPlan NONE = (function, requestId, response) -> false;

    /**
     * Whether this answer is lost, and its process killed. Called on the event loop once for each response of a
     * function; must not block.
     */
    boolean diesBeforeAnswer(String function, String requestId, Buffer response);

    /**
     * What an invocation is delivered as: one or more payloads, one after the other whatever becomes of them, of which the last
     * one's answer is that of the invocation. Called on the thread that invokes; must not block.
     */
    default List<Buffer> deliveries(String function, Buffer payload) {
        return List.of(payload);
    }
}
