package dev.tally.broadcaster;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a native image must keep because it is found at run time only: the classes of the limits' caches, by their names. */
@RegisterForReflection(
        classNames = {
            "com.github.benmanes.caffeine.cache.SSMS",
            "com.github.benmanes.caffeine.cache.PSMS",
        })
final class NativeImage {

    private NativeImage() {}
}
