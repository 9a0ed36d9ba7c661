package dev.tally.runtime.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

public class SdkFailuresTest {

    @Test
    void isFailure_connectionGoneWhileTheSdkAborts_isTrue() {
        assertThat(SdkFailures.isFailure(goneConnection())).isTrue();
        assertThat(SdkFailures.isFailure(new IllegalStateException(goneConnection())))
                .isTrue();
        assertThat(SdkFailures.isFailure(SdkClientException.create("timed out")))
                .isTrue();
    }

    @Test
    void isFailure_exceptionOfOurCode_isFalse() {
        NullPointerException ours = new NullPointerException("title is missing");
        assertThat(SdkFailures.isFailure(ours)).isFalse();
        assertThat(SdkFailures.isFailure(new IllegalStateException(ours))).isFalse();
        assertThat(SdkFailures.isFailure(new IllegalArgumentException("no such name")))
                .isFalse();
    }

    @Test
    void isFailure_exceptionOfTheJdkCalledByOurCode_isFalse() {
        NullPointerException ours = null;
        try {
            Objects.requireNonNull(null, "title is missing");
        } catch (NullPointerException thrown) {
            ours = thrown;
        }
        assertThat(SdkFailures.isFailure(Objects.requireNonNull(ours))).isFalse();
    }

    /** Returns the exception of the JDK's HTTP client for a connection that the SDK closed. */
    public static NullPointerException goneConnection() {
        NullPointerException gone = new NullPointerException("this.http is null");
        gone.setStackTrace(new StackTraceElement[] {
            frame("sun.net.www.protocol.http.HttpURLConnection", "getInputStream0"),
            frame("software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient$RequestCallable", "call"),
            frame("dev.tally.counter.dynamodb.DynamoDbTotalStore", "find")
        });
        return gone;
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, null, -1);
    }
}
