package dev.tally.system.scale;

import java.util.List;
import java.util.Map;

/**
 * The figures of a case in its measured time. Rates are per second.
 *
 * @param asked the clicks of the clients
 * @param accepted the clicks that the queue took
 * @param counted the counted clicks
 * @param lost the clicks that the queue took in the whole run, and that are neither counted nor waiting
 * @param waiting the messages in the queue at the end
 * @param mostWaiting the most messages in the queue in the whole run
 * @param shards of the first counter at the end
 * @param settled the seconds until 95 % of the counted clicks were counted each second
 * @param lag from a request to its count
 * @param screen from a request to a screen with a total that contains the click
 * @param behind the age of the oldest total that waits for a fan-out at the end, in seconds
 * @param pushes the messages to viewers
 * @param missed the share of the pushes without a turn or a request. The next total reaches these viewers
 * @param polls the requests of pages to CloudFront that were answered
 * @param originRequests the requests of CloudFront to the HTTP API
 * @param rejected the share of the clicks by reason
 * @param writeUnits of the tables
 */
record ScaleResult(
        ScaleCase of,
        double asked,
        double accepted,
        double counted,
        long lost,
        long waiting,
        long mostWaiting,
        int shards,
        double settled,
        Quantiles lag,
        Quantiles screen,
        double behind,
        double pushes,
        double missed,
        double polls,
        double originRequests,
        Map<Press.Rejection, Double> rejected,
        double writeUnits,
        double dollarsPerHour,
        QuotaUse.Binding binding) {

    /** Two quantiles of a delay in seconds, NaN if there was none. */
    record Quantiles(double p50, double p95) {

        static Quantiles of(Delays delays) {
            return delays.isEmpty()
                    ? new Quantiles(Double.NaN, Double.NaN)
                    : new Quantiles(delays.quantile(0.5), delays.quantile(0.95));
        }
    }

    /** Returns the share of all clicks that were rejected. */
    double rejectedShare() {
        return rejected.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    double rejected(Press.Rejection reason) {
        return rejected.getOrDefault(reason, 0.0);
    }

    /** Returns the promises of the case that do not hold. */
    List<String> broken() {
        return of.promises().stream()
                .filter(promise -> !promise.holds().test(this))
                .map(ScaleCase.Promise::text)
                .toList();
    }
}
