package dev.tally.press;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.PlainText;
import dev.tally.counter.Post;
import dev.tally.counter.message.QueueMessage;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import dev.tally.press.http.RequestBody;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The acceptance of new posts. A post is validated, gets its id, and is queued. */
@Singleton
class AcceptPost {

    private static final String TITLE = "title";
    private static final String CONTENT = "content";

    private final IdempotencyKeys keys;
    private final Enqueue enqueue;

    AcceptPost(IdempotencyKeys keys, Enqueue enqueue) {
        this.keys = keys;
        this.enqueue = enqueue;
    }

    /**
     * Accepts a post, and returns it once the queue has the message.
     *
     * @throws ProblemException as {@link AcceptClick#accept} does
     */
    Post accept(@Nullable String key, @Nullable String contentType, byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw new ProblemException(Problem.ofField(
                    ProblemType.INVALID_JSON, "body", "body must be a JSON object with title and content"));
        }
        JsonNode json = RequestBody.read(body, contentType, List.of(TITLE, CONTENT));
        String title = text(json, TITLE, Post::isTitle, Post.TITLE_RULE);
        require(PlainText.isLine(title), TITLE, PlainText.RULE);
        String content = text(json, CONTENT, Post::isContent, Post.CONTENT_RULE);
        require(PlainText.isLines(content), CONTENT, PlainText.RULE);
        Post post = new Post(keys.idOf(key), title, content);
        enqueue.send(new QueueMessage.OfPost(post), true);
        return post;
    }

    private static String text(JsonNode json, String field, Predicate<String> isValid, String rule) {
        JsonNode value = json.path(field);
        require(value.isTextual() && isValid.test(value.textValue()), field, rule);
        require(Post.isUnicode(value.textValue()), field, Post.UNICODE_RULE);
        return value.textValue();
    }

    private static void require(boolean isMet, String field, String rule) {
        if (!isMet) {
            throw new ProblemException(Problem.ofField(ProblemType.INVALID_FIELD, field, field + " must be " + rule));
        }
    }
}
