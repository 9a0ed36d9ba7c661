package dev.tally.runtime.sdk;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** The distinction between failed calls through the AWS SDK and faults in our code. */
public final class SdkFailures {

    private static final String SDK = "software.amazon.awssdk.";
    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    private SdkFailures() {}

    /**
     * Returns whether an exception of a call through the AWS SDK means that the call failed.
     *
     * <p>The SDK aborts slow attempts. The JDK's HTTP client can then throw a NullPointerException for its closed
     * connection, bare or as a cause. Our code can throw one as well, for example while it reads an item, and that one
     * is a fault. The SDK's code called the JDK only in the first case.
     */
    public static boolean isFailure(RuntimeException failure) {
        return failure instanceof SdkException || isOfSdk(failure) || isOfSdk(failure.getCause());
    }

    private static boolean isOfSdk(@Nullable Throwable thrown) {
        return thrown instanceof NullPointerException
                && Stream.of(thrown.getStackTrace())
                        .map(StackTraceElement::getClassName)
                        .filter(name -> JDK.stream().noneMatch(name::startsWith))
                        .findFirst()
                        .filter(name -> name.startsWith(SDK))
                        .isPresent();
    }
}
