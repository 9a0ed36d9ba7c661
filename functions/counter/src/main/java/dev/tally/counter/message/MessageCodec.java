package dev.tally.counter.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.Adjustment;
import dev.tally.counter.Change;
import dev.tally.counter.Click;
import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Post;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.counter.Vote;
import dev.tally.counter.Voter;

/**
 * Message bodies as JSON.
 *
 * <pre>{@code
 * {"type":"click","id":"<UUIDv7>","counter":"<counter id>","delta":1}
 * {"type":"adjustment","id":"<UUIDv7>","counter":"<counter id>","delta":1000000}
 * {"type":"vote","id":"<UUIDv7>","counter":"<counter id>","voter":"<voter>","value":1}
 * {"type":"vote","id":"<UUIDv7>","counter":"<counter id>","voter":"<voter>","add":3,"most":50}
 * {"type":"reset","id":"<UUIDv7>","counter":"<counter id>","shards":2}
 * {"type":"post","id":"<UUIDv7>","title":"...","content":"..."}
 * }</pre>
 */
public final class MessageCodec {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int MAX_QUOTED = 40;

    private MessageCodec() {}

    public static String encode(QueueMessage message) {
        ObjectNode body = JSON.createObjectNode();
        if (message instanceof QueueMessage.OfShard queued) {
            put(body, queued.change());
        } else if (message instanceof QueueMessage.OfPost queued) {
            body.put("type", "post")
                    .put("id", queued.id().toString())
                    .put("title", queued.post().title())
                    .put("content", queued.post().content());
        }
        return body.toString();
    }

    private static void put(ObjectNode body, Change change) {
        body.put("type", type(change))
                .put("id", change.id().toString())
                .put("counter", change.counter().value());
        if (change instanceof Reset reset) {
            body.put("shards", reset.shards());
        } else if (change instanceof Vote vote) {
            body.put("voter", vote.voter().value());
            if (vote.add() == 0) {
                body.put("value", vote.value());
            } else {
                body.put("add", vote.add()).put("most", vote.most());
            }
        } else {
            body.put("delta", change.amount());
        }
    }

    private static String type(Change change) {
        if (change instanceof Reset) {
            return "reset";
        } else if (change instanceof Vote) {
            return "vote";
        }
        return change instanceof Adjustment ? "adjustment" : "click";
    }

    /**
     * Reads a message of a message group.
     *
     * @throws MalformedMessageException if the body has none of the shapes above, or belongs to another group
     */
    public static QueueMessage decode(String body, String group) throws MalformedMessageException {
        JsonNode json = parse(body);
        String type = text(json, "type");
        try {
            return switch (type) {
                case "click" -> click(json, group);
                case "adjustment" -> adjustment(json, group);
                case "vote" -> vote(json, group);
                case "reset" -> reset(json, group);
                case "post" -> post(json);
                default ->
                    throw new MalformedMessageException(
                            "unknown type '" + abbreviated(type) + "': must be click, adjustment, vote, reset or post");
            };
        } catch (IllegalArgumentException broken) {
            throw new MalformedMessageException(String.valueOf(broken.getMessage()));
        }
    }

    /** Returns enough of a text to recognize it. */
    private static String abbreviated(String text) {
        return text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "...";
    }

    private static QueueMessage click(JsonNode json, String group) throws MalformedMessageException {
        CounterId counter = new CounterId(text(json, "counter"));
        JsonNode delta = json.path("delta");
        if (!delta.isIntegralNumber() || !delta.canConvertToInt()) {
            throw new MalformedMessageException("delta must be " + Click.DELTA_RULE);
        }
        Click click = new Click(id(json), counter, delta.intValue());
        return new QueueMessage.OfShard(shard(counter, group), click);
    }

    private static QueueMessage adjustment(JsonNode json, String group) throws MalformedMessageException {
        CounterId counter = new CounterId(text(json, "counter"));
        JsonNode delta = json.path("delta");
        if (!delta.isIntegralNumber() || !delta.canConvertToLong()) {
            throw new MalformedMessageException("delta must be " + Adjustment.DELTA_RULE);
        }
        Adjustment adjustment = new Adjustment(id(json), counter, delta.longValue());
        return new QueueMessage.OfShard(shard(counter, group), adjustment);
    }

    private static QueueMessage vote(JsonNode json, String group) throws MalformedMessageException {
        CounterId counter = new CounterId(text(json, "counter"));
        Voter voter = new Voter(text(json, "voter"));
        Vote vote = json.has("add")
                ? Vote.adding(id(json), counter, voter, whole(json, "add"), whole(json, "most"))
                : Vote.of(id(json), counter, voter, whole(json, "value"));
        return new QueueMessage.OfShard(shard(counter, group), vote);
    }

    private static int whole(JsonNode json, String field) throws MalformedMessageException {
        JsonNode number = json.path(field);
        if (!number.isIntegralNumber() || !number.canConvertToInt()) {
            throw new MalformedMessageException(field + " must be a whole number");
        }
        return number.intValue();
    }

    private static QueueMessage reset(JsonNode json, String group) throws MalformedMessageException {
        CounterId counter = new CounterId(text(json, "counter"));
        JsonNode shards = json.path("shards");
        if (!shards.isIntegralNumber() || !shards.canConvertToInt()) {
            throw new MalformedMessageException("shards must be " + Reset.SHARDS_RULE);
        }
        return new QueueMessage.OfShard(shard(counter, group), new Reset(id(json), counter, shards.intValue()));
    }

    private static Shard shard(CounterId counter, String group) throws MalformedMessageException {
        return Shard.ofGroup(group)
                .filter(candidate -> candidate.counter().equals(counter))
                .orElseThrow(() -> new MalformedMessageException(
                        "message group must be '" + counter + "#<shard>', not '" + group + "'"));
    }

    private static QueueMessage post(JsonNode json) throws MalformedMessageException {
        return new QueueMessage.OfPost(new Post(id(json), text(json, "title"), text(json, "content")));
    }

    private static JsonNode parse(String body) throws MalformedMessageException {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException broken) {
            throw new MalformedMessageException("body is not JSON: " + broken.getOriginalMessage());
        }
        if (!json.isObject()) {
            throw new MalformedMessageException("body must be a JSON object");
        }
        return json;
    }

    private static ClickId id(JsonNode json) throws MalformedMessageException {
        try {
            return ClickId.parse(text(json, "id"));
        } catch (IllegalArgumentException broken) {
            throw new MalformedMessageException("id " + broken.getMessage());
        }
    }

    private static String text(JsonNode json, String field) throws MalformedMessageException {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new MalformedMessageException(field + " is missing or not a text");
        }
        return value.textValue();
    }
}
