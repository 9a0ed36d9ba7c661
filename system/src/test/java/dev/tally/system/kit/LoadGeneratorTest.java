package dev.tally.system.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tally.system.kit.LoadGenerator.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {

    private static final int PER_SECOND = 2;

    /** Before, each request was sent when the next one was due, so that every time had an interval too much. */
    @Test
    void read_slowRate_sendsEachRequestWhenItIsDue() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (LoadGenerator load = new LoadGenerator(endpoint)) {
            Result result = load.read(List.of("likes"), "", PER_SECOND, Duration.ofSeconds(2));
            assertThat(result.accepted()).isEqualTo(result.asked()).isEqualTo(4);
            assertThat(result.percentileMillis(25)).isLessThan(1000.0 / PER_SECOND);
        } finally {
            server.stop(0);
        }
    }
}
