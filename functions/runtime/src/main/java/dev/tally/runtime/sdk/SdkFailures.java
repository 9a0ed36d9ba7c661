package dev.tally.runtime.sdk;

import software.amazon.awssdk.core.exception.SdkException;

/** The distinction between failed calls through the AWS SDK and faults in our code. */
public final class SdkFailures {

    private SdkFailures() {}

    /**
     * Returns whether an exception of a call through the AWS SDK means that the call failed.
     *
     * <p>The SDK aborts slow attempts. The JDK's HTTP client can then throw a NullPointerException for its closed
     * connection, bare or as a cause.
     */
    public static boolean isFailure(RuntimeException failure) {
        return failure instanceof SdkException
                || failure instanceof NullPointerException
                || failure.getCause() instanceof NullPointerException;
    }
}
