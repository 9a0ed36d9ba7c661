package dev.tally.runtime.snapstart;

import dev.tally.runtime.metrics.EmfMetrics;
import dev.tally.runtime.metrics.Metric;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;

/** What a function does once before its snapshot is taken, so that a clone does nothing for the first time. */
public interface Priming {

    /** Goes through all of it; a failure costs time later, and nothing else. */
    void run() throws Exception;

    /**
     * Does as the real clients do, from endpoint rules to signature and answer, but for the network.
     *
     * @param answer the JSON object that each call is answered with
     */
    static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, String region, String answer) {
        return builder.region(Region.of(region))
                .httpClient(new PrimingHttpClient(answer))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("priming", "priming")))
                .build();
    }

    /** Reads the certificates that are trusted, which the first connection would otherwise wait for. */
    static void trust() throws NoSuchAlgorithmException {
        SSLContext.getDefault().getSocketFactory().getSupportedCipherSuites();
    }

    /** Tells a metric where nobody hears it. */
    static void tell(Metric metric) {
        EmfMetrics metrics = new EmfMetrics("priming", InstantSource.system(), unheard -> {});
        metrics.record(metric, 1);
        metrics.flush();
    }

    /**
     * Runs a priming.
     *
     * @return how it went, as one line for the log
     */
    static String perform(Priming priming) {
        long start = System.nanoTime();
        try {
            priming.run();
            return "snapshot.primed millis=" + (System.nanoTime() - start) / 1_000_000;
        } catch (Exception failed) {
            return "snapshot.not-primed reason=\"" + failed + "\"";
        }
    }
}
