package dev.tally.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.pace;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.tryMax;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static io.gatling.javaapi.http.HttpDsl.ws;

import dev.tally.counter.ClickIds;
import dev.tally.load.ScenarioResult.Goal;
import dev.tally.load.ScenarioResult.Memory;
import dev.tally.load.ScenarioResult.Millis;
import dev.tally.load.ScenarioResult.Seen;
import dev.tally.runtime.progress.Progress;
import io.gatling.http.action.ws.WsInboundMessage;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A scenario on a stack: it warms the stack up, presses, waits until all clicks are counted, and writes the result.
 * Each click has delta 1 and its own key.
 */
abstract class TallySimulation extends Simulation {

    /** Gatling's name of the measured presses. */
    static final String PRESS = "press";

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(10);
    private static final Duration READ_FRAMES = Duration.ofMillis(500);
    private static final Duration VIEWER_QUIET = Duration.ofSeconds(5);
    private static final Duration VIEWER_TIMEOUT = Duration.ofMinutes(2);
    private static final int CONNECT_ATTEMPTS = 5;
    private static final Duration BEFORE_NEXT_CONNECT = Duration.ofSeconds(2);
    private static final String SOCKET = "#{socket}";
    private static final int FRAME_BUFFER = 1024;
    private static final int WARM_UP_RATE = 100;
    private static final int WARM_UP_COUNTERS = 10;

    private final String name;
    private final Settings settings = Settings.ofSystemProperties();
    private final Target target;
    private final Clock clock = Clock.systemUTC();
    private final ClickIds ids = new ClickIds(clock, new Random());
    private final String run = Long.toString(clock.millis(), 36);
    private final Presses presses = new Presses();
    private final Viewers viewers = new Viewers();
    private final List<Aim> aims = new ArrayList<>();
    private String load = "";
    private int viewerCount;
    private boolean withMemory;
    private volatile long beganMillis = Long.MAX_VALUE;
    private volatile long pressedMillis = Long.MAX_VALUE;
    private @Nullable Observation observation;

    TallySimulation(String name) {
        this.name = name;
        this.target = Target.of(settings, name);
    }

    /**
     * A goal of the scenario.
     *
     * @param required whether the suite fails if it is missed
     */
    private record Aim(String text, Assertion assertion, Function<Presses, Boolean> met, boolean required) {}

    final Settings settings() {
        return settings;
    }

    /** Returns the id of a counter that no other run uses. */
    final String counter(long number) {
        return name + "-" + run + "-" + number;
    }

    final void aimForP95(int millis, boolean required) {
        aims.add(new Aim(
                "p95 < " + millis + " ms",
                details(PRESS).responseTime().percentile(95).lt(millis),
                pressed -> pressed.percentileMillis(95) < millis,
                required));
    }

    final void aimForErrors(double percent, boolean required) {
        aims.add(new Aim(
                "errors < " + percent + " %",
                details(PRESS).failedRequests().percent().lt(percent),
                pressed -> (pressed.asked() - pressed.accepted()) * 100.0 < percent * Math.max(1, pressed.asked()),
                required));
    }

    /** Requests a measurement of the memory of every process. */
    final void watchMemory() {
        withMemory = true;
    }

    /** Returns one press of a counter. */
    final ChainBuilder press(Function<Session, String> counter) {
        return exec(session -> asked(session, counter.apply(session)))
                .exec(request(PRESS))
                .exec(this::answered);
    }

    /** Returns a repeat of the last press under its key, as after a lost answer. It is not recorded. */
    final ChainBuilder pressAgain() {
        return exec(request("press again"));
    }

    final ScenarioBuilder presses(Function<Session, String> counter) {
        return scenario(name).exec(press(counter));
    }

    /** Returns a protocol with one connection for each user. Shared connections are like those of a proxy. */
    final HttpProtocolBuilder protocol() {
        return http.baseUrl(target.url().toString())
                .acceptHeader("application/json")
                .contentTypeHeader("application/json")
                .userAgentHeader("tally-load")
                .wsUnmatchedInboundMessageBufferSize(FRAME_BUFFER)
                .disableWarmUp();
    }

    /** Returns viewers of a counter that connect during the warm-up and stay until the final count. */
    final PopulationBuilder viewers(String counter, int many) {
        viewerCount = many;
        long warmUp = settings.warmUpSeconds();
        return scenario("viewer")
                .exec(tryMax(CONNECT_ATTEMPTS, "attempt").on(connect(counter)))
                .exitHereIfFailed()
                .exec(session -> session.set("viewer", viewers.open()))
                .exec(asLongAs(this::stays)
                        .on(pause(READ_FRAMES)
                                .exec(ws.processUnmatchedMessages(
                                        SOCKET, (messages, session) -> received(messages, session)))))
                .exec(ws("close").wsName(SOCKET).close())
                // After the functions are warm, and before the first measured press.
                .injectOpen(nothingFor(warmUp / 4), rampUsers(many).during(Math.max(1, warmUp / 2)));
    }

    private ChainBuilder connect(String counter) {
        return doIf(session -> session.getInt("attempt") > 0)
                .then(pause(BEFORE_NEXT_CONNECT))
                // Gatling keeps the name of a failed socket, so each attempt has another one.
                .exec(session -> session.set("socket", "socket-" + session.getInt("attempt")))
                .exec(ws("connect").wsName(SOCKET).connect(target.webSocketUrl() + "?counters=" + counter));
    }

    /**
     * Sets the scenario up.
     *
     * @param load the load in words
     * @param presses the users that press
     * @param beside the users that are present from the start
     */
    final void run(String load, PopulationBuilder presses, PopulationBuilder... beside) {
        this.load = load;
        List<PopulationBuilder> all = new ArrayList<>(List.of(beside));
        PopulationBuilder measured = scenario("begin")
                .exec(asLongAs(session -> awaitsViewers()).on(pause(Duration.ofSeconds(1))))
                .exec(doing(this::begin))
                .injectOpen(atOnceUsers(1))
                .andThen(
                        presses.andThen(scenario("end").exec(doing(this::end)).injectOpen(atOnceUsers(1))),
                        sampling().injectOpen(atOnceUsers(1)));
        int warmUp = settings.warmUpSeconds();
        all.add(
                warmUp == 0
                        ? measured
                        : warmUp().injectOpen(constantUsersPerSec(WARM_UP_RATE).during(Duration.ofSeconds(warmUp)))
                                .andThen(measured));
        setUp(all)
                .protocols(protocol().shareConnections())
                .assertions(aims.stream().map(Aim::assertion).toList());
    }

    @Override
    public void before() {
        Progress.step(settings.scenario().isPresent() ? 1 : LoadTable.SCENARIOS.size(), name);
        // Without this, the process would go on after its parent was killed.
        ProcessHandle.current().parent().ifPresent(parent -> {
            CompletableFuture<Void> unused = parent.onExit().thenRun(() -> System.exit(1));
        });
        target.start();
        observation = target.process()
                .map(process -> new Observation(
                        process, withMemory, settings.results().resolve(name).resolve("live-objects")))
                .orElse(null);
    }

    @Override
    public void after() {
        System.out.println("load: waiting until " + presses.accepted() + " clicks of " + name + " are counted");
        try {
            Map<String, Long> counts =
                    new Settlement(new HttpReads(target.url()), clock, TallySimulation::sleep).await(presses);
            result(counts).write(settings.results());
        } catch (IOException unwritten) {
            throw new UncheckedIOException(unwritten);
        } finally {
            target.close();
        }
    }

    private ScenarioResult result(Map<String, Long> counts) {
        List<Goal> goals = new ArrayList<>();
        aims.forEach(aim -> goals.add(new Goal(aim.text(), aim.met().apply(presses), aim.required())));
        List<Memory> memory = observation == null ? List.of() : observation.memory();
        if (!memory.isEmpty()) {
            goals.add(Observation.flat(memory));
        }
        Seen seen = seen(counts);
        if (seen != null) {
            goals.add(new Goal("all viewers end on the count", seen.ended() == seen.viewers(), false));
        }
        return new ScenarioResult(
                name,
                load,
                presses.asked(),
                presses.accepted(),
                counts.values().stream().mapToLong(Long::longValue).sum(),
                presses.wrong(counts),
                presses.errors(),
                new Millis(presses.percentileMillis(50), presses.percentileMillis(95), presses.percentileMillis(99)),
                seen,
                observation == null ? null : observation.usage(),
                memory,
                goals);
    }

    private @Nullable Seen seen(Map<String, Long> counts) {
        if (viewerCount == 0) {
            return null;
        }
        Histogram delays = viewers.delays(presses.sentMillis());
        long counted = counts.values().stream().mapToLong(Long::longValue).sum();
        return new Seen(
                viewers.showing(counted),
                viewerCount,
                delays.getTotalCount(),
                new Millis(
                        delays.getValueAtPercentile(50),
                        delays.getValueAtPercentile(95),
                        delays.getValueAtPercentile(99)));
    }

    private ScenarioBuilder warmUp() {
        return scenario("warm-up")
                .exec(session -> session.set("counter", "warm-up-" + run + "-" + session.userId() % WARM_UP_COUNTERS)
                        .set("key", ids.next().toString()))
                .exec(request("warm-up"))
                // A first read initializes parts that presses do not need.
                .doIf(session -> session.userId() % WARM_UP_RATE == 0)
                .then(exec(http("warm-up read").get("/v1/counters?ids=#{counter}")));
    }

    private ScenarioBuilder sampling() {
        return scenario("sample")
                .exec(asLongAs(session -> pressedMillis == Long.MAX_VALUE)
                        .on(pace(SAMPLE_EVERY).exec(doing(this::sample))));
    }

    private static ChainBuilder doing(Runnable action) {
        return exec(session -> {
            action.run();
            return session;
        });
    }

    private boolean awaitsViewers() {
        long now = clock.millis();
        beganMillis = Math.min(beganMillis, now);
        return viewers.watching() < viewerCount && now - beganMillis < VIEWER_TIMEOUT.toMillis();
    }

    private void begin() {
        if (observation != null) {
            observation.begin();
        }
    }

    private void sample() {
        if (observation != null && pressedMillis == Long.MAX_VALUE) {
            observation.sample();
        }
    }

    private void end() {
        sample();
        pressedMillis = clock.millis();
    }

    private Session asked(Session session, String counter) {
        presses.asked(counter);
        return session.set("counter", counter)
                .set("key", ids.next().toString())
                .set("sentMillis", clock.millis())
                .set("sentNanos", System.nanoTime())
                .remove("status");
    }

    private Session answered(Session session) {
        long micros = (System.nanoTime() - session.getLong("sentNanos")) / 1000;
        int status = session.contains("status") ? session.getInt("status") : Presses.NO_ANSWER;
        presses.answered(session.getString("counter"), status, session.getLong("sentMillis"), micros);
        return session;
    }

    private static HttpRequestActionBuilder request(String requestName) {
        return http(requestName)
                .post("/v1/counters/#{counter}/clicks")
                .header("Idempotency-Key", "#{key}")
                .body(StringBody("{\"delta\":1}"))
                .requestTimeout(REQUEST_TIMEOUT)
                .check(status().saveAs("status"), status().is(202));
    }

    private static Session received(List<WsInboundMessage> messages, Session session) {
        Viewers.Viewer viewer = session.get("viewer");
        for (WsInboundMessage message : messages) {
            if (message instanceof WsInboundMessage.Text text) {
                viewer.received(text.message(), text.timestamp());
            }
        }
        return session;
    }

    /** Returns whether a viewer stays: until it has all accepted clicks, and then receives nothing new for a while. */
    private boolean stays(Session session) {
        long now = clock.millis();
        if (session.isFailed() || now - VIEWER_TIMEOUT.toMillis() > pressedMillis) {
            return false;
        }
        Viewers.Viewer viewer = session.get("viewer");
        boolean quiet = now - Math.max(pressedMillis, viewer.changedMillis()) > VIEWER_QUIET.toMillis();
        return !quiet || viewer.count() < presses.accepted();
    }

    static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while clicks were counted", interrupted);
        }
    }
}
