package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.ClickId;
import dev.tally.counter.Post;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.Preconditions;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import dev.tally.press.http.Representation;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls that write and read posts. */
@Path("v1/posts")
public class PostResource {

    static final int MAX_LIMIT = 100;
    private static final int DEFAULT_LIMIT = 20;

    private final AcceptPost acceptPost;
    private final ReadPosts readPosts;
    private final Representation representation;

    PostResource(AcceptPost acceptPost, ReadPosts readPosts, Representation representation) {
        this.acceptPost = acceptPost;
        this.readPosts = readPosts;
        this.representation = representation;
    }

    /** Accepts a new post. */
    @POST
    public Response post(
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String key,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            byte @Nullable [] body) {
        Post post = acceptPost.accept(key, contentType, body);
        return Response.accepted(new AcceptedPost(post.id().toString()))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** Returns a page of posts, newest first. */
    @GET
    public Response posts(@QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        return representation.of(readPosts.page(limit(limit), cursor(cursor)));
    }

    /** Returns one post. */
    @GET
    @Path("{id}")
    public Response post(@PathParam("id") String id) {
        return representation.of(find(id));
    }

    /** Deletes one post. {@link dev.tally.press.http.AdminAccess} has already granted the right to it. */
    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id, @Context HttpHeaders headers) {
        Preconditions.requireOfWrite(headers, () -> representation.tagOf(find(id)));
        if (!parse(id).map(readPosts::delete).orElse(false)) {
            throw unknown(id);
        }
        return Response.noContent()
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private PostView find(String id) {
        return parse(id).flatMap(readPosts::find).orElseThrow(() -> unknown(id));
    }

    private static ProblemException unknown(String id) {
        return new ProblemException(Problem.ofField(ProblemType.NOT_FOUND, "id", "no post has the id '" + id + "'"));
    }

    private static Optional<ClickId> parse(String id) {
        try {
            return Optional.of(ClickId.parse(id));
        } catch (IllegalArgumentException noPostId) {
            return Optional.empty();
        }
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (text.matches("\\d{1,3}") && !text.matches("0+") && Integer.parseInt(text) <= MAX_LIMIT) {
            return Integer.parseInt(text);
        }
        throw new ProblemException(
                Problem.ofField(ProblemType.INVALID_QUERY, "limit", "limit must be 1 to " + MAX_LIMIT));
    }

    private static @Nullable ClickId cursor(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return parse(text)
                .orElseThrow(() -> new ProblemException(Problem.ofField(
                        ProblemType.INVALID_QUERY, "cursor", "cursor must be the 'next' of an earlier page")));
    }

    /** The promise: the queue has the post, and it will be written once. */
    record AcceptedPost(@JsonProperty("id") String id) {}
}
