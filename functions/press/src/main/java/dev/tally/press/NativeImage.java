package dev.tally.press;

import dev.tally.press.http.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a native image must keep because it is found at run time only. The answers are written by Jackson, and Quarkus cannot see
 * them behind a {@code Response}; the classes of the caches are found by their names, which tell its features.
 */
@RegisterForReflection(
        targets = {
            ClickResource.AcceptedClick.class,
            CounterView.class,
            CounterView.Brief.class,
            CounterView.Several.class,
            CounterView.Windows.class,
            HealthResource.Health.class,
            HistoryView.class,
            HistoryView.Window.class,
            PostResource.AcceptedPost.class,
            PostView.class,
            PostView.Page.class,
            Problem.class,
        },
        classNames = {
            "com.github.benmanes.caffeine.cache.SSMSW",
            "com.github.benmanes.caffeine.cache.PSWMW",
            "com.github.benmanes.caffeine.cache.SSMS",
            "com.github.benmanes.caffeine.cache.PSMS",
        })
final class NativeImage {

    private NativeImage() {}
}
