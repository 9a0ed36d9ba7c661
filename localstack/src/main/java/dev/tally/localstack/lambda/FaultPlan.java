package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;

/** Which processes die after they did their work and before their answer is delivered. */
@FunctionalInterface
public interface FaultPlan {

    /** Every answer is delivered. */
    FaultPlan NONE = (function, requestId, response) -> false;

    /**
     * Whether this answer is lost, and its process killed. Called on the event loop once for each response of a
     * function; must not block.
     */
    boolean diesBeforeAnswer(String function, String requestId, Buffer response);
}
