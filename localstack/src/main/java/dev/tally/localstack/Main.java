package dev.tally.localstack;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.EmbeddedCloud;
import dev.tally.localstack.cloud.EndpointCloud;
import dev.tally.localstack.cloud.PortTakenException;
import dev.tally.localstack.front.HttpEndpoint;
import dev.tally.localstack.front.MetricsPage;
import dev.tally.localstack.front.ToolsApi;
import dev.tally.localstack.front.WebApp;
import dev.tally.localstack.front.WebFiles;
import dev.tally.localstack.front.WebSocketEndpoint;
import dev.tally.localstack.front.WebSocketUpgrade;
import dev.tally.localstack.gateway.HttpAccess;
import dev.tally.localstack.gateway.WebSocketLimits;
import dev.tally.localstack.lambda.LambdaSettings;
import dev.tally.localstack.spec.Deployment;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.localstack.stack.RemoteStack;
import dev.tally.localstack.stack.Stack;
import dev.tally.localstack.stack.StackOptions;
import dev.tally.localstack.stack.TallyStack;
import dev.tally.localstack.tracing.OtlpExporter;
import dev.tally.runtime.log.LogFormat;
import dev.tally.runtime.token.TokenRule;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/** The program that starts one stack, prints its endpoints, and stops it on Ctrl-C. */
@QuarkusMain
public class Main implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(Main.class);

    private final LocalStackSettings settings;
    private final HttpEndpoint http;
    private final WebSocketUpgrade webSockets;
    private final ToolsApi tools;
    private final WebApp webApp;

    /** A separate Vert.x, because Quarkus may close its own before the stack is closed. */
    private final Vertx vertx = Vertx.vertx();

    Main(LocalStackSettings settings, HttpEndpoint http, WebSocketUpgrade webSockets, ToolsApi tools, WebApp webApp) {
        this.settings = settings;
        this.http = http;
        this.webSockets = webSockets;
        this.tools = tools;
        this.webApp = webApp;
    }

    /** Checks the HTTP port before Quarkus does, because the error of Quarkus does not name the setting. */
    public static void main(String... args) {
        int port = ConfigProvider.getConfig().getValue("tally.http.port", Integer.class);
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            LOG.debugf("port.free port=%d", free.getLocalPort());
        } catch (IOException taken) {
            System.err.println("tally: port " + port + " is taken: stop the process that listens there, or set"
                    + " TALLY_HTTP_PORT to another port");
            System.exit(1);
        }
        Quarkus.run(Main.class, args);
    }

    @Override
    public int run(String... args) {
        try (Cloud cloud = cloud();
                Stack stack = open(cloud)) {
            Optional<OtlpExporter> exporter = settings.otlpEndpoint().map(OtlpExporter::to);
            exporter.ifPresent(stack.traces()::follow);
            // Quarkus lets the process end before this method returns. The hook makes the process wait until the stack
            // is closed, even if the stop comes during the start.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(stack, exporter), "stack-close"));
            stack.start();
            http.open(stack.apis().http());
            webSockets.open(stack.apis().webSocket());
            tools.open(stack);
            WebFiles page = WebFiles.load(ProjectRoot.above(Path.of("")));
            webApp.open(page);
            announce(stack, page.areBuilt());
            Quarkus.waitForExit();
            return 0;
        } catch (IllegalArgumentException | IllegalStateException | PortTakenException wrong) {
            LOG.debug("stack.failed", wrong);
            System.err.println("tally: " + wrong.getMessage());
            return 1;
        }
    }

    private static void close(Stack stack, Optional<OtlpExporter> exporter) {
        stack.close();
        // Last, because a stack that stops may still report spans.
        exporter.ifPresent(OtlpExporter::close);
    }

    private Stack open(Cloud cloud) {
        return settings.deployment().isPresent()
                ? remote(settings.deployment().get(), cloud)
                : TallyStack.open(options(), cloud, vertx);
    }

    private Stack remote(Path deployment, Cloud cloud) {
        if (PackageKind.of(settings.nativePackages()) == PackageKind.NATIVE) {
            throw new IllegalArgumentException("NATIVE=yes is for functions in this stack, but the emulator runs them:"
                    + " add FUNCTIONS=local, or run without NATIVE");
        }
        URI endpoint = settings.endpoint()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "TALLY_DEPLOYMENT needs the emulator that runs the functions: set AWS_ENDPOINT_URL to its URL"));
        return RemoteStack.open(
                new RemoteStack.Settings(
                        StackSpec.load(ProjectRoot.above(Path.of(""))),
                        settings.connections().host(),
                        settings.connections().port(),
                        httpAccess(),
                        webSocketLimits()),
                Deployment.read(deployment),
                endpoint,
                cloud,
                vertx);
    }

    private Map<String, String> functionSettings(StackSpec spec) {
        Map<String, String> all = new HashMap<>(FunctionSettings.in(System.getenv(), spec));
        all.put(LogFormat.VARIABLE, settings.log().format());
        all.putAll(FunctionSettings.ofTokens(settings.jwt()));
        return all;
    }

    private HttpAccess httpAccess() {
        LocalStackSettings.Jwt jwt = settings.jwt();
        return new HttpAccess(settings.cors().allowOrigins(), TokenRule.of(jwt.issuer(), jwt.audience(), jwt.scopes()));
    }

    private WebSocketLimits webSocketLimits() {
        return WebSocketLimits.AWS.withConnectionTimes(
                settings.websocket().idleTimeout(), settings.websocket().maximumDuration());
    }

    private Cloud cloud() {
        return settings.endpoint()
                .<Cloud>map(endpoint -> EndpointCloud.open(endpoint, settings.region()))
                .orElseGet(() -> EmbeddedCloud.start(
                        new EmbeddedCloud.Ports(
                                settings.sqs().port(), settings.dynamodb().port()),
                        settings.region()));
    }

    private StackOptions options() {
        Path root = ProjectRoot.above(Path.of(""));
        PackageKind packages = PackageKind.of(settings.nativePackages());
        StackSpec spec = packages.choose(StackSpec.load(root), root);
        return new StackOptions(
                root,
                spec,
                // A queue must never have the name of an earlier queue, because a shard stores its watermark by queue
                // name.
                DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").format(LocalDateTime.now(ZoneOffset.UTC)),
                settings.lambda().port(),
                settings.connections().port(),
                httpAccess(),
                webSocketLimits(),
                packages.environments(settings.lambda().environments()),
                packages.concurrency(settings.lambda().concurrency()),
                functionSettings(spec),
                LambdaSettings.defaults());
    }

    private void announce(Stack stack, boolean withPage) {
        String host = "localhost:" + ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        System.out.printf(
                """

                Tally is ready, for development and tests only. Ctrl-C stops it.
                  page      %7$s
                  press     curl -XPOST http://%1$s/press
                  count     curl http://%1$s/v1/counters/global
                  live      ws://%1$s%2$s
                  HTTP API  http://%1$s
                  metrics   http://%1$s%8$s
                  traces    http://%1$s%9$s
                  push      %3$s/@connections
                  Lambda    %4$s
                  SQS       %5$s
                  DynamoDB  %6$s
                %n""",
                host,
                WebSocketEndpoint.PATH,
                stack.apis().connections().endpoint(),
                stack.lambdaEndpoint(),
                stack.cloud().sqsEndpoint(),
                stack.cloud().dynamoDbEndpoint(),
                withPage ? "http://" + host + "/" : "left out, because the build found no Node.js 20 or newer",
                MetricsPage.PATH,
                ToolsApi.TRACES);
    }
}
