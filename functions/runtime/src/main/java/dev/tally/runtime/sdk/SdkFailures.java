package dev.tally.runtime.sdk;

import software.amazon.awssdk.core.exception.SdkException;

/** Tells a call that failed from a fault of ours. */
public final class SdkFailures {

    private SdkFailures() {}

    /**
     * Whether an exception of a call through the AWS SDK means that the call failed.
     *
     * <p>When the SDK aborts an attempt, the JDK's HTTP client may find its connection gone, as null, and tells that as it is, or as
     * the cause of a further exception.
     */
    public static boolean isFailure(RuntimeException failure) {
        return failure instanceof SdkException
                || failure instanceof NullPointerException
                || failure.getCause() instanceof NullPointerException;
    }
}
