package dev.tally.system.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** An open screen that disappears without a closing frame. */
final class DyingScreen {

    private static final int READ_TIMEOUT_MILLIS = 5_000;

    private DyingScreen() {}

    /** Connects to a counter and resets the connection. Returns whether there was one. */
    static boolean connectAndReset(URI endpoint, String counter) {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            // Without a linger time, closing resets the connection.
            socket.setSoLinger(true, 0);
            String upgrade = String.join(
                    "\r\n",
                    "GET " + endpoint.getPath() + "?counters=" + counter + " HTTP/1.1",
                    "Host: " + endpoint.getAuthority(),
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "",
                    "");
            socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String status = answer.readLine();
            return status != null && status.contains(" 101 ");
        } catch (IOException refused) {
            return false;
        }
    }
}
