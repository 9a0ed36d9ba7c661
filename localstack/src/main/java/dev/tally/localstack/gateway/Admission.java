package dev.tally.localstack.gateway;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code $connect} decided.
 *
 * @param status of the answer to the client's request, where it is refused
 * @param body of that answer, a JSON document
 */
public record Admission(int status, Buffer body, @Nullable ClientConnection admitted) {

    private static final int SWITCHING_PROTOCOLS = 101;

    static Admission granted(ClientConnection connection) {
        return new Admission(SWITCHING_PROTOCOLS, Buffer.buffer(), connection);
    }

    static Admission refused(int status, Buffer body) {
        return new Admission(status, body, null);
    }

    public boolean isGranted() {
        return admitted != null;
    }

    /** Who may come in; only where that is granted. */
    public ClientConnection connection() {
        return Objects.requireNonNull(admitted, "refused");
    }
}
