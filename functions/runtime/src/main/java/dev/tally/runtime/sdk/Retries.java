package dev.tally.runtime.sdk;

import java.io.IOException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** The retries of calls through the AWS SDK. */
public final class Retries {

    private Retries() {}

    /**
     * Returns the retries of the SDK's standard mode, without those of throttled calls. A hot message group or partition
     * key is throttled for longer than a call may take, and a retry would hold an execution meanwhile.
     */
    public static RetryStrategy exceptThrottled() {
        return DefaultRetryStrategy.standardStrategyBuilder()
                .useClientDefaults(false)
                .retryOnExceptionOrCauseInstanceOf(IOException.class)
                .retryOnExceptionInstanceOf(ApiCallAttemptTimeoutException.class)
                .retryOnException(failed -> failed instanceof SdkServiceException answer
                        && (answer.statusCode() >= 500 || answer.isClockSkewException())
                        && !answer.isThrottlingException())
                .build();
    }
}
