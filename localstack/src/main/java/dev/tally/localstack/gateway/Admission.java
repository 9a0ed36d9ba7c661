package dev.tally.localstack.gateway;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The decision of {@code $connect} about a client.
 *
 * @param status the status of the answer to a rejected client
 * @param body the body of the answer to a rejected client, a JSON document
 * @param admitted the admitted connection, null if the client is rejected
 */
public record Admission(int status, Buffer body, @Nullable ClientConnection admitted) {

    private static final int SWITCHING_PROTOCOLS = 101;

    static Admission granted(ClientConnection connection) {
        return new Admission(SWITCHING_PROTOCOLS, Buffer.buffer(), connection);
    }

    static Admission rejected(int status, Buffer body) {
        return new Admission(status, body, null);
    }

    public boolean isGranted() {
        return admitted != null;
    }

    /** Returns the admitted connection; requires {@link #isGranted()}. */
    public ClientConnection connection() {
        return Objects.requireNonNull(admitted, "the client is rejected");
    }
}
