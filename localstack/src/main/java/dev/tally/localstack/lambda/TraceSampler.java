package dev.tally.localstack.lambda;

import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The choice of traced invocations in an environment: the first of each second, and one in twenty of the others.
 *
 * @see <a href="https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html">X-Ray: the default sampling
 *     rule</a>
 */
final class TraceSampler {

    private static final int ONE_IN = 20;

    private long lastSecond;

    /** Returns the header of a new trace. */
    synchronized String header(Instant now) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        boolean first = now.getEpochSecond() > lastSecond;
        lastSecond = now.getEpochSecond();
        boolean sampled = first || random.nextInt(ONE_IN) == 0;
        return String.format(
                Locale.ROOT,
                "Root=1-%08x-%08x%016x;Parent=%016x;Sampled=%d",
                now.getEpochSecond(),
                random.nextInt(),
                random.nextLong(),
                random.nextLong(),
                sampled ? 1 : 0);
    }
}
