package dev.tally.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.system.kit.HealthyStack;
import dev.tally.system.kit.TestStack;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A page of another origin that calls the HTTP API. The browser enforces the rules of {@code infra/stack.yaml}. */
@ExtendWith(HealthyStack.class)
class OtherOriginIT {

    /** A name of this machine that makes another origin. */
    private static final String OTHER_HOST = "localhost";

    private static final String FETCH =
            """
            async ([url, options]) => {
              const answer = await fetch(url, { cache: 'no-store', ...options });
              return {
                status: String(answer.status),
                body: await answer.text(),
                etag: answer.headers.get('ETag'),
                preference: answer.headers.get('Preference-Applied'),
              };
            }
            """;

    private final TestStack stack;

    OtherOriginIT(TestStack stack) {
        this.stack = stack;
    }

    @Test
    void page_ofAnotherOrigin_deletesWaitsAndRevalidates() {
        URI other = URI.create("http://" + OTHER_HOST + ":" + stack.endpoint().getPort());
        try (Chromium chromium = Chromium.open();
                Window page = chromium.window(other)) {
            // The web app's page may call only its own origin.
            page.page().navigate(other.resolve("/health").toString());
            assertThat(fetch(page, "/v1/posts/01a202b3-3a30-7000-b0f1-15c28f4439e0", "DELETE", Map.of()))
                    .containsEntry("status", "403")
                    .hasEntrySatisfying(
                            "body", body -> assertThat(body).contains("urn:tally:problem:administration-forbidden"));

            assertThat(fetch(page, "/v1/counters/other-origin/clicks", "POST", Map.of("Prefer", "wait=4")))
                    .containsEntry("status", "200")
                    .containsEntry("preference", "wait=4");

            String tag = String.valueOf(fetch(page, "/health", "GET", Map.of()).get("etag"));
            assertThat(tag).startsWith("W/\"");
            assertThat(fetch(page, "/health", "GET", Map.of("If-None-Match", tag)))
                    .containsEntry("status", "304");
        }
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable String> fetch(Window page, String path, String method, Map<String, String> headers) {
        return (Map<String, @Nullable String>) page.page()
                .evaluate(
                        FETCH,
                        List.of(
                                stack.endpoint().resolve(path).toString(),
                                Map.of("method", method, "headers", headers)));
    }
}
