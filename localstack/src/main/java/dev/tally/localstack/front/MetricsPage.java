package dev.tally.localstack.front;

import dev.tally.runtime.metrics.Metric;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The CloudWatch metrics of this process's functions in Prometheus' format. */
@ApplicationScoped
public class MetricsPage {

    public static final String PATH = "/metrics";

    private static final Logger LINES = Logger.getLogger("metrics");

    private final PrometheusMetrics metrics = new PrometheusMetrics();

    MetricsPage() {
        LINES.setLevel(Level.FINE);
        LINES.setUseParentHandlers(false);
        LINES.addHandler(new Reader());
    }

    /** Returns the sum of a metric over all functions, since the start. */
    public double sum(Metric metric) {
        return metrics.sum(metric);
    }

    void route(@Observes Router router) {
        router.get(PATH).handler(context -> context.response()
                .putHeader("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE)
                .end(Buffer.buffer(metrics.text())));
    }

    /** The reader of each line as it is written. */
    private final class Reader extends Handler {

        @Override
        public void publish(LogRecord written) {
            metrics.read(written.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
