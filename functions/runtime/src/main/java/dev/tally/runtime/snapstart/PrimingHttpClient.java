package dev.tally.runtime.snapstart;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.IoUtils;

/** An HTTP client that answers every request from memory, so that no request leaves the process. */
final class PrimingHttpClient implements SdkHttpClient {

    private static final int OK = 200;

    private final byte[] answer;

    PrimingHttpClient(String json) {
        this.answer = json.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {

            @Override
            public HttpExecuteResponse call() throws IOException {
                if (request.contentStreamProvider().isPresent()) {
                    IoUtils.drainInputStream(
                            request.contentStreamProvider().get().newStream());
                }
                return answer();
            }

            @Override
            public void abort() {}
        };
    }

    @Override
    public void close() {}

    private HttpExecuteResponse answer() {
        return HttpExecuteResponse.builder()
                .response(SdkHttpResponse.builder()
                        .statusCode(OK)
                        .putHeader("Content-Type", "application/x-amz-json-1.0")
                        .putHeader("Content-Length", Integer.toString(answer.length))
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer)))
                .build();
    }
}
