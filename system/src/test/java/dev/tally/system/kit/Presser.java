package dev.tally.system.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.ClickIds;
import dev.tally.counter.Epoch;
import dev.tally.counter.Receipt;
import dev.tally.counter.SequenceNumber;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A client that presses and records the answers. */
public final class Presser {

    private static final JsonMapper JSON = new JsonMapper();

    private record Press(String counter, int delta, boolean acknowledged) {}

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ClickIds ids = new ClickIds(Clock.systemUTC(), new Random());
    private final Map<String, Press> presses = new ConcurrentHashMap<>();
    private final TestStack stack;

    public Presser(TestStack stack) {
        this.stack = stack;
    }

    /** Returns a new key. */
    public String key() {
        return ids.next().toString();
    }

    /** Presses once under a new key. Returns the status, 0 without an answer. */
    public int press(String counter, int delta) {
        return press(counter, delta, key());
    }

    /** Presses under a key that is new or of the same press before. Returns the status, 0 without an answer. */
    public int press(String counter, int delta, String key) {
        presses.putIfAbsent(key, new Press(counter, delta, false));
        int status = send(counter, delta, key);
        if (status == 202) {
            presses.put(key, new Press(counter, delta, true));
        } else if (status >= 400 && status < 500) {
            presses.computeIfPresent(key, (same, press) -> press.acknowledged() ? press : null);
        }
        return status;
    }

    public Collection<String> counters() {
        return presses.values().stream().map(Press::counter).distinct().toList();
    }

    public List<Integer> acknowledged(String counter) {
        return deltas(counter, true);
    }

    /** Returns the deltas of the presses that were neither accepted nor rejected. */
    List<Integer> unknown(String counter) {
        return deltas(counter, false);
    }

    /** Returns the published count, as clients read it from no cache. */
    public long published(String counter) {
        return get("/v1/" + counter + "/counter").get("count").asLong();
    }

    /** Returns the status of a read, 0 without an answer. */
    public int status(String path) {
        return status(HttpRequest.newBuilder(resolve(path)).build());
    }

    /** @throws AssertionError if the answer is not 200, so that a wait for a read tries again */
    public JsonNode get(String path) {
        return json(HttpRequest.newBuilder(resolve(path)).build());
    }

    private JsonNode json(HttpRequest request) {
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(
                        request.uri().getPath() + " was answered with " + answer.statusCode() + " " + answer.body());
            }
            return json(answer.body());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Presses without a record. Returns the status, 0 without an answer. */
    public int send(String counter, int delta, String key) {
        return status(click(counter, delta, key).build());
    }

    /**
     * Presses without a record.
     *
     * @param receipts receives the receipt of an accepted click
     * @return the status, 0 without an answer
     */
    public int send(String counter, int delta, String key, Consumer<Receipt> receipts) {
        return send(click(counter, delta, key).build(), receipts);
    }

    private int send(HttpRequest request, Consumer<Receipt> receipts) {
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 202) {
                receipts.accept(receipt(json(answer.body())));
            }
            return answer.statusCode();
        } catch (IOException noAnswer) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Presses by 1, and waits up to 5 s for the count. Returns the status. */
    public int pressAndWait(String counter) {
        return status(click(counter, 1, key()).header("Prefer", "wait=5").build());
    }

    /**
     * Adjusts a counter from the command line, without a record.
     *
     * @param receipts receives the receipt of an accepted adjustment
     * @return the status, 0 without an answer
     */
    public int adjust(String counter, long delta, String key, Consumer<Receipt> receipts) {
        JsonNode answer = administer("/v1/counters/" + counter + "/adjustments", "{\"delta\":" + delta + "}", key);
        if (answer.path("statusCode").asInt() == 202) {
            receipts.accept(receipt(json(answer.get("body").asText())));
        }
        return answer.path("statusCode").asInt();
    }

    /** Resets a counter in the stack's region from the command line. Returns the status, 0 without an answer. */
    public int reset(String counter, String key) {
        return administer("/v1/counters/" + counter + "/reset", "", key)
                .path("statusCode")
                .asInt();
    }

    /** Invokes press as {@code tools/administer.sh} does. Returns its answer, without a status if it failed. */
    private JsonNode administer(String path, String body, String key) {
        ObjectNode event = JSON.createObjectNode().put("version", "2.0").put("rawPath", path);
        event.put("rawQueryString", "").put("body", body);
        event.putObject("headers").put("content-type", "application/json").put("idempotency-key", key);
        ObjectNode context = event.putObject("requestContext");
        context.putObject("authorizer").putObject("iam").put("userId", "command-line");
        context.putObject("http").put("method", "POST").put("path", path).put("sourceIp", "127.0.0.1");
        try {
            return json(stack.stack()
                    .lambda()
                    .invoke("press", Buffer.buffer(event.toString()))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS)
                    .payload()
                    .toString());
        } catch (ExecutionException | TimeoutException noAnswer) {
            return JSON.createObjectNode();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return JSON.createObjectNode();
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Sets a voter's value without a record. Returns the status, 0 without an answer. */
    public int vote(String counter, String voter, int value) {
        return vote(counter, voter, value, key());
    }

    /** Sets a voter's value under a key, as {@link #vote(String, String, int)} does. */
    public int vote(String counter, String voter, int value, String key) {
        return vote(counter, voter, "value", value, key, receipt -> {});
    }

    /**
     * Votes without a record.
     *
     * @param field {@code value}, or {@code add} for claps
     * @param receipts receives the receipt of an accepted vote
     * @return the status, 0 without an answer
     */
    public int vote(String counter, String voter, String field, int number, String key, Consumer<Receipt> receipts) {
        HttpRequest request = HttpRequest.newBuilder(resolve("/v1/counters/" + counter + "/vote"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .header("Tally-Voter", voter)
                .PUT(BodyPublishers.ofString("{\"" + field + "\":" + number + "}"))
                .build();
        return send(request, receipts);
    }

    /** Returns a voter's own value, as the voter reads it. */
    public int own(String counter, String voter) {
        HttpRequest request = HttpRequest.newBuilder(resolve("/v1/counters/" + counter + "/vote"))
                .header("Tally-Voter", voter)
                .build();
        return json(request).get("value").asInt();
    }

    private static Receipt receipt(JsonNode accepted) {
        return new Receipt(
                new Epoch(accepted.get("epoch").asText()),
                accepted.at("/receipt/shard").asText(),
                SequenceNumber.parse(accepted.at("/receipt/sequence").asText()));
    }

    private HttpRequest.Builder click(String counter, int delta, String key) {
        return HttpRequest.newBuilder(resolve("/v1/counters/" + counter + "/clicks"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString("{\"delta\":" + delta + "}"));
    }

    private int status(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException noAnswer) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private URI resolve(String path) {
        return stack.endpoint().resolve(path);
    }

    private List<Integer> deltas(String counter, boolean acknowledged) {
        return presses.values().stream()
                .filter(press -> press.counter().equals(counter) && press.acknowledged() == acknowledged)
                .map(Press::delta)
                .toList();
    }
}
