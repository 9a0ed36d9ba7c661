package dev.tally.localstack.front;

import dev.tally.localstack.cloud.DeadLetterQueue;
import dev.tally.localstack.origin.WebPages;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.stack.Stack;
import dev.tally.localstack.tracing.Traces;
import dev.tally.runtime.trace.SpanData;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The plain-text API of {@code make redrive}, {@code make audit} and {@code make tail}, which AWS does not have. */
@ApplicationScoped
public class ToolsApi {

    static final String PATH = "/_local";
    public static final String TRACES = "/traces";

    /** The report of the reached quotas, which a POST starts again. */
    public static final String QUOTAS = "/quotas";

    private static final Logger LOG = Logger.getLogger(ToolsApi.class);
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int BAD_GATEWAY = 502;

    private final AtomicReference<@Nullable Stack> stack = new AtomicReference<>();
    private final FunctionLogs logs = FunctionLogs.open();

    void route(@Observes Router router) {
        router.route(PATH + "/*").handler(context -> {
            if (!WebPages.rejectOtherHosts(context.request())) {
                context.next();
            }
        });
        router.get(PATH + "/dead-letters").blockingHandler(context -> answer(context, ToolsApi::list), false);
        router.get(PATH + "/in-flight").blockingHandler(context -> answer(context, ToolsApi::inFlight), false);
        router.post(PATH + "/dead-letters/redrive")
                .blockingHandler(context -> answer(context, ToolsApi::redrive), false);
        router.get(PATH + QUOTAS).handler(context -> quotas(context, meter -> meter.report() + "\n"));
        router.post(PATH + QUOTAS)
                .handler(context -> quotas(context, meter -> {
                    meter.restart();
                    return "restarted\n";
                }));
        router.get(TRACES).handler(this::traces);
        router.get(PATH + "/log").handler(context -> follow(context.request()));
    }

    /** Starts to serve a stack. Before this call, requests for its queues are answered with 503. */
    public void open(Stack opened) {
        stack.set(opened);
    }

    private void answer(RoutingContext context, Function<DeadLetterQueue, String> tool) {
        context.response().putHeader("Content-Type", "text/plain; charset=utf-8");
        Stack opened = stack.get();
        if (opened == null) {
            context.response().setStatusCode(SERVICE_UNAVAILABLE).end("The stack is starting\n");
            return;
        }
        try {
            context.response().end(tool.apply(opened.deadLetters()) + "\n");
        } catch (RuntimeException failed) {
            LOG.warn("tools.failed", failed);
            context.response().setStatusCode(BAD_GATEWAY).end(failed.getMessage() + "\n");
        }
    }

    /** Answers with the latest traces, or the traces of the click, counter or shard in {@code ?of=}. */
    private void traces(RoutingContext context) {
        Stack opened = stack.get();
        List<List<SpanData>> traces = opened == null
                ? List.of()
                : context.queryParam("of").stream()
                        .findFirst()
                        .map(opened.traces()::with)
                        .orElseGet(opened.traces()::all);
        context.response()
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(traces.isEmpty() ? "no trace found\n" : Traces.text(traces));
    }

    private void quotas(RoutingContext context, Function<QuotaMeter, String> tool) {
        Optional<QuotaMeter> meter = Optional.ofNullable(stack.get()).flatMap(Stack::quotas);
        context.response()
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(meter.map(tool).orElse("no quotas: start the stack with TALLY_QUOTAS=aws\n"));
    }

    private void follow(HttpServerRequest request) {
        logs.follow(Optional.ofNullable(request.getParam("function")).orElse(""), request.response());
    }

    private static String list(DeadLetterQueue letters) {
        List<DeadLetterQueue.Listing> queues = letters.list();
        return queues.isEmpty()
                ? "the stack has no dead-letter queue"
                : queues.stream().map(ToolsApi::text).collect(Collectors.joining("\n"));
    }

    private static String text(DeadLetterQueue.Listing queue) {
        String head = queue.total() + " dead letters in " + queue.queue();
        long unlisted = queue.total() - queue.letters().size();
        String tail = unlisted > 0 ? "\n  and " + unlisted + " more" : "";
        return head
                + queue.letters().stream()
                        .map(letter -> "\n  " + letter.shard() + "  " + letter.reason() + "  "
                                + letter.body().replaceAll("\\p{Cntrl}", " "))
                        .collect(Collectors.joining())
                + tail;
    }

    private static String inFlight(DeadLetterQueue letters) {
        return String.valueOf(letters.inFlight());
    }

    private static String redrive(DeadLetterQueue letters) {
        return letters.redrive() + " dead letters sent back to their queue";
    }
}
