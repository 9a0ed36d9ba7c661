package dev.tally.localstack.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.ProjectRoot;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web app in front of an HTTP API that answers "api" to everything. */
class WebAppTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String PAGE = "<!doctype html><title>Tally</title>";

    private static final String NOT_FOUND = "<!doctype html><title>No such page</title>";

    private final Vertx vertx = Vertx.vertx();
    private final WebApp webApp = new WebApp();
    private int port;

    @TempDir
    private Path root;

    @BeforeEach
    void serve() throws IOException {
        Path spec = root.resolve("infra/web.yaml");
        Files.createDirectories(spec.getParent());
        Files.copy(ProjectRoot.above(Path.of("")).resolve("infra/web.yaml"), spec);
        Router router = Router.router(vertx);
        webApp.route(router);
        router.route().last().handler(context -> context.end("api"));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        port = server.actualPort();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void get_root_isThePageWithRevalidationAndItsOwnOriginOnly() throws Exception {
        build();

        HttpResponse<byte[]> page = call("GET", "/");

        assertThat(text(page)).isEqualTo(PAGE);
        assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "cache-control")).isEqualTo("no-cache");
        assertThat(header(page, "content-security-policy"))
                .contains("script-src 'self';", "connect-src 'self' ws://127.0.0.1:" + port + ";")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe", "{");
        assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(page, "referrer-policy")).isEqualTo("strict-origin-when-cross-origin");
    }

    @Test
    void get_hashedAsset_isCachedForAYearAndCompressedIfAccepted() throws Exception {
        build();

        HttpResponse<byte[]> compressed = call("GET", "/assets/index-1a2b.js", "Accept-Encoding", "br, gzip");

        assertThat(header(compressed, "cache-control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(header(compressed, "content-type")).startsWith("text/javascript");
        assertThat(header(compressed, "content-encoding")).isEqualTo("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                .isEqualTo(call("GET", "/assets/index-1a2b.js").body());
    }

    @Test
    void get_button_isForPagesOfEveryOrigin() throws Exception {
        build();

        for (String file : new String[] {"tally.js", "tally-0.1.0-1a2b.js", "tally.json", "config.json"}) {
            HttpResponse<byte[]> answer = call("GET", "/" + file, "Origin", "https://blog.example.com");
            assertThat(header(answer, "access-control-allow-origin")).as(file).isEqualTo("*");
            assertThat(header(answer, "cross-origin-resource-policy")).as(file).isEqualTo("cross-origin");
        }
        assertThat(header(call("GET", "/tally.js"), "cache-control")).isEqualTo("public, max-age=300");
        assertThat(header(call("GET", "/tally-0.1.0-1a2b.js"), "cache-control"))
                .isEqualTo("public, max-age=31536000, immutable");
        assertThat(header(call("GET", "/tally.json"), "cache-control")).isEqualTo("no-cache");
        for (String file : new String[] {"", "assets/index-1a2b.js"}) {
            assertThat(header(call("GET", "/" + file), "access-control-allow-origin"))
                    .as(file)
                    .isEqualTo("none");
        }
    }

    @Test
    void get_unchanged_isNotModified() throws Exception {
        build();
        String etag = header(call("GET", "/"), "etag");

        HttpResponse<byte[]> again = call("GET", "/index.html", "If-None-Match", etag);

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        for (String tags : new String[] {etag.substring(2), "\"x\", " + etag, "*"}) {
            assertThat(call("GET", "/", "If-None-Match", tags).statusCode())
                    .as(tags)
                    .isEqualTo(304);
        }
        assertThat(call("GET", "/", "If-None-Match", "\"x\"", "If-None-Match", etag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(call("GET", "/", "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
    }

    @Test
    void head_root_hasNoBody() throws Exception {
        build();

        HttpResponse<byte[]> head = call("HEAD", "/");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "content-length")).isEqualTo(String.valueOf(PAGE.length()));
    }

    @Test
    void get_otherPath_goesToTheHttpApi() throws Exception {
        build();
        Files.writeString(root.resolve("web/app/secret.txt"), "secret");

        for (String path : new String[] {"/v1/posts", "/health", "/assets/", "/assets/../../secret.txt", "/%2e%2e/x"}) {
            assertThat(text(call("GET", path))).as(path).isEqualTo("api");
        }
        assertThat(text(call("POST", "/"))).isEqualTo("api");
    }

    @Test
    void get_unknownPathByAPerson_isThePageForIt() throws Exception {
        build();

        HttpResponse<byte[]> page = call("GET", "/some/path", "Accept", "text/html,*/*;q=0.8", "If-None-Match", "*");

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(text(page)).isEqualTo(NOT_FOUND);
        assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(call("HEAD", "/some/path", "Accept", "text/html").statusCode())
                .isEqualTo(404);
    }

    @Test
    void get_pathOfTheApiByAPerson_goesToTheHttpApi() throws Exception {
        build();

        for (String path : new String[] {"/v1/posts", "/v1/unknown", "/health", "/press", "/ws"}) {
            assertThat(text(call("GET", path, "Accept", "text/html"))).as(path).isEqualTo("api");
        }
        assertThat(text(call("GET", "/some/path", "Accept", "*/*"))).isEqualTo("api");
    }

    @Test
    void get_rootWithoutABuiltPage_explainsReasonAndRemedy() throws Exception {
        webApp.open(WebFiles.load(root));

        assertThat(text(call("GET", "/")))
                .contains("Node.js 20", "https://nodejs.org", "make clean run", "127.0.0.1:" + port + "/press");
        assertThat(text(call("GET", "/v1/posts"))).isEqualTo("api");
    }

    @Test
    void get_beforeItIsOpen_goesToTheHttpApi() throws Exception {
        assertThat(text(call("GET", "/"))).isEqualTo("api");
    }

    private void build() throws IOException {
        Path directory = root.resolve(WebFiles.DIRECTORY);
        Files.createDirectories(directory.resolve("assets"));
        Files.writeString(directory.resolve("index.html"), PAGE);
        Files.writeString(directory.resolve("404.html"), NOT_FOUND);
        Files.writeString(directory.resolve("assets/index-1a2b.js"), "console.log('tally');".repeat(50));
        for (String file : new String[] {"tally.js", "tally-0.1.0-1a2b.js", "tally.json", "config.json"}) {
            Files.writeString(directory.resolve(file), "{}");
        }
        webApp.open(WebFiles.load(root));
    }

    private HttpResponse<byte[]> call(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody());
        for (int name = 0; name < headers.length; name += 2) {
            request.header(headers[name], headers[name + 1]);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
