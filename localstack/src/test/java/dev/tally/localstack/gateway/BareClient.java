package dev.tally.localstack.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that only performs the handshake and reads nothing. */
final class BareClient {

    private final Socket socket;

    private BareClient(Socket socket) {
        this.socket = socket;
    }

    static BareClient connect(int port) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setReceiveBufferSize(4096);
            String handshake =
                    """
                    GET /ws HTTP/1.1
                    Host: localhost
                    Connection: Upgrade
                    Upgrade: websocket
                    Sec-WebSocket-Version: 13
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                    """
                            .replace("\n", "\r\n");
            socket.getOutputStream().write(handshake.getBytes(StandardCharsets.US_ASCII));
            return new BareClient(socket);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends a close frame without a status. */
    void closeWithoutStatus() {
        try {
            socket.getOutputStream().write(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0});
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Closes the socket without a close frame. */
    void cut() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
