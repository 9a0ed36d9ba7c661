package dev.tally.system.terraform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that answers no request and records it. */
final class ClosedNetwork implements AutoCloseable {

    private final ServerSocket socket;
    private final List<String> requested = new CopyOnWriteArrayList<>();

    private ClosedNetwork(ServerSocket socket) {
        this.socket = socket;
    }

    static ClosedNetwork open() throws IOException {
        ClosedNetwork network = new ClosedNetwork(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(network::accept, "closed-network");
        thread.setDaemon(true);
        thread.start();
        return network;
    }

    String proxy() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** Returns the first line of each request, such as {@code CONNECT kms.eu-central-1.amazonaws.com:443 HTTP/1.1}. */
    List<String> requested() {
        return List.copyOf(requested);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept();
                    BufferedReader request = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
                requested.add(String.valueOf(request.readLine()));
            } catch (IOException closed) {
                // The client or the test has closed its socket.
            }
        }
    }
}
