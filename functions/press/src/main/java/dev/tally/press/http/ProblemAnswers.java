package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.UncheckedIOException;
import java.util.Map;

/** The answers with a problem that no resource writes. */
@Singleton
public class ProblemAnswers {

    private static final int BAD_REQUEST = 400;

    private final ObjectMapper json;

    ProblemAnswers(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Returns an answer with a problem.
     *
     * @param headers further headers, modifiable
     */
    public APIGatewayV2HTTPResponse of(Problem problem, Map<String, String> headers) {
        APIGatewayV2HTTPResponse answer = APIGatewayV2HTTPResponse.builder()
                .withStatusCode(problem.status())
                .withHeaders(headers)
                .build();
        put(answer, problem);
        return answer;
    }

    /** Adds a problem to a rejection by the HTTP layer, which sends no body. An example is a broken escape. */
    public void describeRejected(APIGatewayV2HTTPResponse answer) {
        if (answer.getBody() == null && answer.getStatusCode() >= BAD_REQUEST) {
            put(answer, Problem.malformed(answer.getStatusCode()));
        }
    }

    private void put(APIGatewayV2HTTPResponse answer, Problem problem) {
        try {
            answer.setBody(json.writeValueAsString(problem));
        } catch (JsonProcessingException bug) {
            throw new UncheckedIOException(bug);
        }
        answer.getHeaders().keySet().removeIf(name -> name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH));
        answer.getHeaders().put(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        answer.getHeaders().put(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
