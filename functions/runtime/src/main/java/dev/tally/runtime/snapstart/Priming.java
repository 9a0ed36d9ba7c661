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

/** The work of a function before its snapshot is taken, so that a clone does nothing for the first time. */
public interface Priming {

    /** Runs all of the work. A failure costs only time later. */
    void run() throws Exception;

    /**
     * Returns a client that works like a real one, from endpoint rules to signature and answer, but without a network.
     *
     * @param answer the JSON object that answers each call
     */
    static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, String region, String answer) {
        return builder.region(Region.of(region))
                .httpClient(new PrimingHttpClient(answer))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("priming", "priming")))
                .build();
    }

    /** Loads the trusted certificates, because the first connection would wait for them otherwise. */
    static void loadTrustedCertificates() throws NoSuchAlgorithmException {
        SSLContext.getDefault().getSocketFactory().getSupportedCipherSuites();
    }

    /** Records a metric and discards the output. */
    static void recordMetric(Metric metric) {
        EmfMetrics metrics = EmfMetrics.to(discarded -> {}, "priming", InstantSource.system());
        metrics.record(metric, 1);
        metrics.flush();
    }

    /**
     * Runs a priming.
     *
     * @return the result as one line for the log
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
