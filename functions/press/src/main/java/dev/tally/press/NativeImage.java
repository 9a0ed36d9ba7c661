package dev.tally.press;

import dev.tally.press.http.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The classes that a native image must keep, because they are found only at run time. Jackson writes the answers, and
 * Quarkus cannot see them behind a {@code Response}. Caffeine finds its cache classes by names made of the features in
 * use.
 */
@RegisterForReflection(
        targets = {
            AcceptedClick.class,
            AcceptedVote.class,
            AdminResource.AcceptedReset.class,
            CountedChange.class,
            CounterResource.PendingClick.class,
            CounterView.class,
            CounterView.Brief.class,
            CounterView.Live.class,
            CounterView.Several.class,
            CounterView.Windows.class,
            HealthResource.Health.class,
            HistoryView.class,
            HistoryView.Window.class,
            PostResource.AcceptedPost.class,
            PostView.class,
            PostView.Page.class,
            Problem.class,
            ReceiptView.class,
            VoteView.class,
            VoteView.Several.class,
            VotersView.class,
        },
        classNames = {
            "com.github.benmanes.caffeine.cache.SSMSW",
            "com.github.benmanes.caffeine.cache.SSMWW",
            "com.github.benmanes.caffeine.cache.PSWMW",
            "com.github.benmanes.caffeine.cache.SSMS",
            "com.github.benmanes.caffeine.cache.PSMS",
        })
final class NativeImage {

    private NativeImage() {}
}
