package dev.tally.localstack.gateway;

import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.quota.Quotas;
import dev.tally.localstack.quota.Rate;
import org.jspecify.annotations.Nullable;

/**
 * The requests per second that all APIs of an account share.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">API Gateway: throttle quota
 *     across HTTP APIs, WebSocket APIs and WebSocket callback APIs</a>
 */
public interface RequestQuota {

    RequestQuota NONE = new RequestQuota() {
        @Override
        public boolean takeRequest() {
            return true;
        }

        @Override
        public boolean takeConnect() {
            return true;
        }
    };

    /** Counts a request, a WebSocket message or a call of {@code @connections}. Returns whether it is admitted. */
    boolean takeRequest();

    /** Counts a handshake of a WebSocket, which is also a request. Returns whether it is admitted. */
    boolean takeConnect();

    /** @param quotas null for none */
    static RequestQuota of(@Nullable Quotas quotas) {
        return quotas == null
                ? NONE
                : new Shared(
                        quotas.rate(Quota.REQUESTS_PER_SECOND), quotas.rate(Quota.CONNECTS_PER_SECOND), quotas.meter());
    }

    /** The token buckets of an account. */
    record Shared(Rate requests, Rate connects, QuotaMeter meter) implements RequestQuota {

        @Override
        public boolean takeRequest() {
            return take(requests, Quota.REQUESTS_PER_SECOND);
        }

        @Override
        public boolean takeConnect() {
            return take(connects, Quota.CONNECTS_PER_SECOND) && takeRequest();
        }

        private boolean take(Rate rate, Quota quota) {
            boolean taken = rate.tryTake(1);
            if (!taken) {
                meter.reached(quota, "gateway");
            }
            return taken;
        }
    }
}
