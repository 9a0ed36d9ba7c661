package dev.tally.localstack.cloud;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.scaladsl.Http;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

/** ElasticMQ in this process. */
final class EmbeddedSqs implements AutoCloseable {

    /** Few threads: ElasticMQ has one actor per queue, and shares the machine with the functions. */
    private static final Config CONFIG = ConfigFactory.parseString(
            """
            pekko {
              loglevel = WARNING
              stdout-loglevel = "OFF"
              daemonic = on
              jvm-shutdown-hooks = off
              coordinated-shutdown.run-by-jvm-shutdown-hook = off
              actor.default-dispatcher.fork-join-executor { parallelism-min = 2, parallelism-max = 4 }
            }
            """);

    /** References to loggers, because a logger without a reference loses its level. */
    private static final List<Logger> NOISY =
            List.of(Logger.getLogger("org.elasticmq"), Logger.getLogger("org.apache.pekko"));

    private static final int CLOSE_SECONDS = 10;

    private final ActorSystem system;
    private final URI endpoint;

    private EmbeddedSqs(ActorSystem system, URI endpoint) {
        this.system = system;
        this.endpoint = endpoint;
    }

    /** @throws PortTakenException if another process listens on the port */
    static EmbeddedSqs start(int port, String region) {
        NOISY.forEach(logger -> logger.setLevel(Level.WARNING));
        ClassLoader classes = EmbeddedSqs.class.getClassLoader();
        ActorSystem system = ActorSystem.create("elasticmq", CONFIG.withFallback(ConfigFactory.load(classes)), classes);
        try {
            Http.ServerBinding binding = SQSRestServerBuilder.withActorSystem(system)
                    .withInterface(EmbeddedCloud.HOST)
                    .withPort(port)
                    .withServerAddress(asRequested())
                    .withAWSRegion(region)
                    .start()
                    .waitUntilStarted();
            int bound = binding.localAddress().getPort();
            return new EmbeddedSqs(system, URI.create("http://" + EmbeddedCloud.HOST + ":" + bound));
        } catch (Exception failed) {
            terminate(system);
            throw EmbeddedCloud.startFailure(port, EmbeddedCloud.SQS_PORT, failed);
        }
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        terminate(system);
    }

    /** Returns an address with which queue URLs start with the address of the request. */
    private static NodeAddress asRequested() {
        return new NodeAddress("http", "*", 0, "");
    }

    private static void terminate(ActorSystem system) {
        try {
            Await.ready(system.terminate(), Duration.apply(CLOSE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException slow) {
            throw new IllegalStateException("ElasticMQ did not stop within " + CLOSE_SECONDS + " s", slow);
        }
    }
}
