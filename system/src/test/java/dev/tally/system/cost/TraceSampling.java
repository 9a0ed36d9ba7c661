package dev.tally.system.cost;

/**
 * Lambda's choice of the invocations that X-Ray records with active tracing, for a function at a steady rate.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html">Lambda: sampling of traces</a>
 */
final class TraceSampling {

    private static final double ALWAYS_PER_SECOND = 1;
    private static final double SHARE_OF_OTHERS = 0.05;

    private TraceSampling() {}

    /** Returns the recorded share of the invocations, 0 to 1. */
    static double share(double perSecond) {
        double others = Math.max(0, perSecond - ALWAYS_PER_SECOND);
        return (perSecond - others + SHARE_OF_OTHERS * others) / perSecond;
    }
}
