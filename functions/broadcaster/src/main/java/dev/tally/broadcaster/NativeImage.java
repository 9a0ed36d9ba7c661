package dev.tally.broadcaster;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The classes of the limits' caches. They are registered for native images because Caffeine loads them by name. */
@RegisterForReflection(
        classNames = {
            "com.github.benmanes.caffeine.cache.SSMS",
            "com.github.benmanes.caffeine.cache.PSMS",
        })
final class NativeImage {

    private NativeImage() {}
}
