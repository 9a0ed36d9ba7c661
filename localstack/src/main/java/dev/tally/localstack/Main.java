package dev.tally.localstack;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.DataFolder;
import dev.tally.localstack.cloud.EmbeddedCloud;
import dev.tally.localstack.cloud.EndpointCloud;
import dev.tally.localstack.cloud.PortTakenException;
import dev.tally.localstack.console.Banner;
import dev.tally.localstack.console.LiveDisplay;
import dev.tally.localstack.console.LogOutput;
import dev.tally.localstack.console.StackFile;
import dev.tally.localstack.console.StopSignals;
import dev.tally.localstack.console.Terminal;
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
import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.quota.Quotas;
import dev.tally.localstack.spec.Deployment;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.localstack.stack.RemoteStack;
import dev.tally.localstack.stack.Stack;
import dev.tally.localstack.stack.StackOptions;
import dev.tally.localstack.stack.TallyStack;
import dev.tally.localstack.tracing.OtlpExporter;
import dev.tally.runtime.log.LogFormat;
import dev.tally.runtime.metrics.Metric;
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
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The program that starts one stack, shows it on the console, and stops it on Ctrl-C. */
@QuarkusMain
public class Main implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(Main.class);
    private static final StopSignals SIGNALS = new StopSignals();

    private final LocalStackSettings settings;
    private final HttpEndpoint http;
    private final WebSocketUpgrade webSockets;
    private final ToolsApi tools;
    private final WebApp webApp;
    private final MetricsPage metrics;

    /** A separate Vert.x, because Quarkus may close its own before the stack is closed. */
    private final Vertx vertx = Vertx.vertx();

    Main(
            LocalStackSettings settings,
            HttpEndpoint http,
            WebSocketUpgrade webSockets,
            ToolsApi tools,
            WebApp webApp,
            MetricsPage metrics) {
        this.settings = settings;
        this.http = http;
        this.webSockets = webSockets;
        this.tools = tools;
        this.webApp = webApp;
        this.metrics = metrics;
    }

    public static void main(String... args) {
        // Quarkus would answer a URL such as /?ids=%zz itself, without a body. API Gateway passes it to the function.
        System.setProperty("vertx.disableURIValidation", "true");
        SIGNALS.install();
        Config config = ConfigProvider.getConfig();
        try {
            requireFree(config.getValue("tally.http.port", Integer.class));
            LogOutput.open(inProject(config.getValue("tally.log.file", Path.class)));
        } catch (IllegalArgumentException | IllegalStateException wrong) {
            System.err.println("tally: " + wrong.getMessage());
            System.exit(1);
        }
        Quarkus.run(Main.class, args);
    }

    /** Checks the HTTP port before Quarkus does, because the error of Quarkus does not name the setting. */
    private static void requireFree(int port) {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            LOG.debugf("port.free port=%d", free.getLocalPort());
        } catch (IOException taken) {
            throw new IllegalStateException(
                    "port " + port
                            + " is taken: stop the process that listens there, or set TALLY_HTTP_PORT to another port",
                    taken);
        }
    }

    @Override
    public int run(String... args) {
        int status = SIGNALS.requested() ? 0 : serve();
        // Quarkus ends the connections of clients after its beans, and would log a stack trace for each.
        LogOutput.mute();
        return status;
    }

    private int serve() {
        try {
            return serve(quotas());
        } catch (IllegalArgumentException | IllegalStateException | PortTakenException wrong) {
            if (SIGNALS.requested()) {
                return 0;
            }
            LOG.debug("stack.failed", wrong);
            System.err.println("tally: " + wrong.getMessage());
            return 1;
        }
    }

    private int serve(@Nullable Quotas quotas) {
        try (Data data = data();
                Cloud cloud = cloud(data, quotas);
                Stack stack = open(cloud, data, quotas)) {
            Optional<OtlpExporter> exporter = settings.otlpEndpoint().map(OtlpExporter::to);
            exporter.ifPresent(stack.traces()::follow);
            SIGNALS.onRequest(() -> stop(stack, exporter));
            stack.start();
            http.open(stack.apis().http());
            webSockets.open(stack.apis().webSocket());
            tools.open(stack);
            WebFiles page = WebFiles.load(ProjectRoot.above(Path.of("")));
            webApp.open(page);
            announce(stack, exporter, page.areBuilt());
            Quarkus.waitForExit();
            return 0;
        }
    }

    /** Writes the stack's file, prints the banner, and shows the live line on a terminal. */
    private void announce(Stack stack, Optional<OtlpExporter> exporter, boolean withPage) {
        String host = "localhost:" + ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        URI url = URI.create("http://" + host);
        String webSocket = "ws://" + host + WebSocketEndpoint.PATH;
        Path log = inProject(settings.log().file());
        Path path = inProject(settings.stack().file());
        StackFile file = new StackFile(path);
        file.write(Map.of(
                "url", url.toString(),
                "websocket", webSocket,
                "lambda", stack.lambdaEndpoint().toString(),
                "sqs", stack.cloud().sqsEndpoint().toString(),
                "dynamodb", stack.cloud().dynamoDbEndpoint().toString(),
                "connections", stack.apis().connections().endpoint(),
                "log", log.toString()));
        System.out.print(Banner.of(url.toString(), webSocket, withPage, log, path));
        Optional<LiveDisplay> live = LogOutput.isShown() || !Terminal.isPresent()
                ? Optional.empty()
                : Optional.of(LiveDisplay.start(stack, url, () -> metrics.sum(Metric.CLICKS_ACCEPTED)));
        SIGNALS.onRequest(() -> {
            live.ifPresent(LiveDisplay::close);
            file.delete();
            stop(stack, exporter);
        });
    }

    /** Stops the stack in order, even during its start. */
    private void stop(Stack stack, Optional<OtlpExporter> exporter) {
        try {
            http.close();
            stack.close();
            // Last, because a stack that stops may still report spans.
            exporter.ifPresent(OtlpExporter::close);
        } catch (RuntimeException failed) {
            LOG.error("stack.close-failed", failed);
        } finally {
            Quarkus.asyncExit(0);
        }
    }

    private static Path inProject(Path file) {
        return ProjectRoot.above(Path.of("")).resolve(file);
    }

    private Stack open(Cloud cloud, Data data, @Nullable Quotas quotas) {
        return settings.deployment().isPresent()
                ? remote(settings.deployment().get(), cloud)
                : TallyStack.open(options(data, quotas), cloud, vertx);
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
        settings.adminScope().ifPresent(scope -> all.put("TALLY_ADMIN_SCOPE", scope));
        settings.originSecret().ifPresent(secret -> all.put("TALLY_ORIGIN_SECRET", secret));
        return all;
    }

    private HttpAccess httpAccess() {
        LocalStackSettings.Jwt jwt = settings.jwt();
        return new HttpAccess(
                settings.cors().allowOrigins(),
                TokenRule.of(
                        jwt.issuer(),
                        jwt.audience(),
                        FunctionSettings.writeScopes(jwt.scopes(), settings.adminScope())));
    }

    private WebSocketLimits webSocketLimits() {
        return WebSocketLimits.AWS.withConnectionTimes(
                settings.websocket().idleTimeout(), settings.websocket().maximumDuration());
    }

    /** Returns the quotas to enforce, null for none. */
    private @Nullable Quotas quotas() {
        if (settings.quotas().isEmpty()) {
            return null;
        }
        if (!settings.quotas().get().equals("aws")) {
            throw new IllegalArgumentException(
                    "TALLY_QUOTAS must be aws, not '" + settings.quotas().get() + "', or unset for no quotas");
        }
        if (settings.endpoint().isPresent()) {
            throw new IllegalArgumentException(
                    "TALLY_QUOTAS limits the embedded queues and tables, but AWS_ENDPOINT_URL is set: unset one of them");
        }
        return Quotas.of(QuotaFile.load(ProjectRoot.above(Path.of(""))), settings.quotasScale());
    }

    private Cloud cloud(Data data, @Nullable Quotas quotas) {
        return settings.endpoint()
                .<Cloud>map(endpoint -> EndpointCloud.open(endpoint, settings.region()))
                .orElseGet(() -> EmbeddedCloud.start(
                        new EmbeddedCloud.Ports(
                                settings.sqs().port(), settings.dynamodb().port()),
                        settings.region(),
                        data.folder(),
                        quotas));
    }

    /**
     * The data that a stack keeps.
     *
     * @param folder null to keep nothing
     * @param queueSuffix of the queues' names
     * @param epochTime the time of the epoch
     */
    private record Data(@Nullable DataFolder folder, String queueSuffix, String epochTime) implements AutoCloseable {

        @Override
        public void close() {
            if (folder != null) {
                folder.close();
            }
        }
    }

    private Data data() {
        // A queue must never have the name of an earlier queue, because a shard stores its watermark by queue name.
        String now = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").format(LocalDateTime.now(ZoneOffset.UTC));
        if (settings.data().isEmpty()) {
            return new Data(null, now, now);
        }
        if (settings.endpoint().isPresent()) {
            throw new IllegalArgumentException(
                    "DATA keeps the embedded queues and tables, but AWS_ENDPOINT_URL is set: unset one of them");
        }
        DataFolder folder = DataFolder.open(settings.data().get(), now);
        return new Data(folder, folder.queueSuffix(), folder.epochTime());
    }

    private StackOptions options(Data data, @Nullable Quotas quotas) {
        Path root = ProjectRoot.above(Path.of(""));
        PackageKind packages = PackageKind.of(settings.nativePackages());
        StackSpec spec = packages.choose(StackSpec.load(root), root);
        return new StackOptions(
                root,
                spec,
                data.queueSuffix(),
                data.epochTime(),
                settings.lambda().port(),
                settings.connections().port(),
                httpAccess(),
                webSocketLimits(),
                packages.environments(settings.lambda().environments()),
                packages.concurrency(settings.lambda().concurrency()),
                functionSettings(spec),
                LambdaSettings.defaults(),
                quotas);
    }
}
