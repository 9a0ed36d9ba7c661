package dev.tally.system.advisories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queries to the database, and the handling of its answers. */
class AdvisoriesTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-11-22");

    @TempDir
    private Path directory;

    private final List<JsonObject> asked = Collections.synchronizedList(new ArrayList<>());
    private final Queue<String> answers = new ArrayDeque<>();
    private final HttpServer server;
    private final OsvClient client;

    AdvisoriesTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        client = new OsvClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @BeforeEach
    void serve() {
        server.createContext("/v1/querybatch", exchange -> {
            asked.add(new JsonObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            String answer = answers.remove();
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.startsWith("{") ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void ofBom_components_areTheirUrlsWithoutQualifiersAndOwnModules() throws IOException {
        Path bom = file(
                """
                {"bomFormat":"CycloneDX","components":[
                  {"name":"jose4j","purl":"pkg:maven/org.bitbucket.b_c/jose4j@0.9.6?type=jar"},
                  {"name":"counter","purl":"pkg:maven/dev.tally/counter@0.1.0-SNAPSHOT?type=jar"},
                  {"name":"nameless"}]}
                """);

        assertThat(Dependencies.ofBom(bom)).containsExactly("pkg:maven/org.bitbucket.b_c/jose4j@0.9.6");
    }

    @Test
    void ofLockFile_nestedAndScopedPackages_areTheirUrls() throws IOException {
        Path lock = file(
                """
                {"name":"app","packages":{
                  "":{"name":"app","version":"0.1.0"},
                  "../client":{"name":"@tally/client","version":"0.1.0"},
                  "node_modules/@tally/client":{"resolved":"../client","link":true},
                  "node_modules/react":{"version":"19.2.0"},
                  "node_modules/a/node_modules/@types/ws":{"version":"8.18.2"}}}
                """);

        assertThat(Dependencies.ofLockFile(lock)).containsExactly("pkg:npm/%40types/ws@8.18.2", "pkg:npm/react@19.2.0");
    }

    @Test
    void advisories_answerInPages_areTheIdsOfAllPagesByPackage() throws Exception {
        answers.add(
                """
                {"results":[{"vulns":[{"id":"GHSA-1","modified":"2026-01-01T00:00:00Z"}],"next_page_token":"more"},{}]}
                """);
        answers.add("{\"results\":[{\"vulns\":[{\"id\":\"GHSA-2\"}]}]}");

        assertThat(client.advisories(List.of("pkg:npm/a@1", "pkg:npm/b@1")))
                .containsExactly(Map.entry("pkg:npm/a@1", Set.of("GHSA-1", "GHSA-2")));

        assertThat(asked)
                .containsExactly(
                        queries(query("pkg:npm/a@1"), query("pkg:npm/b@1")),
                        queries(query("pkg:npm/a@1").put("page_token", "more")));
    }

    @Test
    void advisories_manyPackages_areQueriedByTheThousand() throws Exception {
        answers.add(results(1000));
        answers.add(results(500));

        assertThat(client.advisories(IntStream.range(0, 1500)
                        .mapToObj(index -> "pkg:npm/p" + index + "@1")
                        .toList()))
                .isEmpty();

        assertThat(asked)
                .extracting(body -> body.getJsonArray("queries").size())
                .containsExactly(1000, 500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"down", "{}", "{\"results\":[]}"})
    void advisories_invalidAnswer_isAnError(String answer) {
        answers.add(answer);

        assertThatIOException().isThrownBy(() -> client.advisories(List.of("pkg:npm/a@1")));
    }

    @Test
    void notAccepted_someAccepted_areThoseThatAreNotOrNoLonger() throws IOException {
        Accepted accepted = Accepted.read(
                file(
                        """
                # Not reachable from the shipped code.
                GHSA-1 2026-11-23 only in the command line tool
                GHSA-2 2026-11-22 to be fixed by the end of the month
                """));

        assertThat(accepted.notAccepted(
                        new TreeMap<>(Map.of(
                                "pkg:npm/a@1", Set.of("GHSA-1", "GHSA-2"),
                                "pkg:npm/b@1", Set.of("GHSA-1"),
                                "pkg:npm/c@1", Set.of("GHSA-3"))),
                        TODAY))
                .containsOnly(Map.entry("pkg:npm/a@1", Set.of("GHSA-2")), Map.entry("pkg:npm/c@1", Set.of("GHSA-3")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GHSA-1", "GHSA-1 2026-11-22", "GHSA-1 soon because"})
    void read_lineWithoutDayOrReason_isQuoted(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Accepted.read(file(line)))
                .withMessageContaining("'" + line + "'");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("file"), content);
    }

    private static String results(int count) {
        return "{\"results\":[" + String.join(",", Collections.nCopies(count, "{}")) + "]}";
    }

    private static JsonObject query(String url) {
        return JsonObject.of("package", JsonObject.of("purl", url));
    }

    private static JsonObject queries(JsonObject... all) {
        return JsonObject.of("queries", new JsonArray(Arrays.asList(all)));
    }
}
