package dev.tally.runtime.quarkus;

import dev.tally.runtime.http.KeptConnections;
import dev.tally.runtime.log.LogFormat;
import dev.tally.runtime.metrics.EmfMetrics;
import dev.tally.runtime.metrics.Metrics;
import dev.tally.runtime.trace.Tracer;
import dev.tally.runtime.trace.XRayExporter;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The clock, the metrics and the tracer of a function, and the settings of its process. */
@Dependent
class RuntimeProducers {

    private final String function;

    /**
     * @param deployed the name of the function in Lambda, {@code local} elsewhere
     */
    RuntimeProducers(@ConfigProperty(name = "aws.lambda.function.name", defaultValue = "local") String deployed) {
        this.function = deployed;
    }

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    @DefaultBean
    Metrics metrics(Clock clock) {
        return EmfMetrics.ofFunction(function, clock);
    }

    @Produces
    @Singleton
    @DefaultBean
    Tracer tracer(Clock clock) {
        return XRayExporter.tracerOf(function, clock);
    }

    void keepConnections(@Observes StartupEvent started) {
        KeptConnections.allow();
    }

    void setLogFormat(
            @Observes StartupEvent started,
            @ConfigProperty(name = LogFormat.VARIABLE, defaultValue = "text") String format) {
        LogFormat.use(format);
    }
}
