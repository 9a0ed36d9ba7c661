package dev.tally.localstack.gateway;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;

/**
 * The close codes of connections.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-overview.html#apigateway-websocket-api-status-codes">
 *     WebSocket API status codes</a>
 */
enum CloseCode {
    NORMAL(1000, "Connection Closed Normally"),
    GOING_AWAY(1001, "Going away"),
    UNSUPPORTED(1003, "Binary frames are not supported"),
    ABNORMAL(1006, "Connection closed abnormally"),
    TOO_BIG(1009, "Message too big");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }

    /** Returns the code for a broken socket: Netty rejects frames that are too big, Vert.x rejects messages. */
    static CloseCode of(Throwable broken) {
        boolean tooBig = broken instanceof CorruptedWebSocketFrameException corrupted
                ? corrupted.closeStatus().code() == TOO_BIG.code
                : broken instanceof IllegalStateException;
        return tooBig ? TOO_BIG : ABNORMAL;
    }
}
