package dev.tally.broadcaster.lambda;

import com.fasterxml.jackson.databind.JsonNode;

/** Asynchronous invocations of the running function by itself. */
public interface AsyncInvocations {

    /** Queues an event, which Lambda runs later and retries if it fails. Blocks until Lambda has accepted the event. */
    void send(JsonNode event);
}
