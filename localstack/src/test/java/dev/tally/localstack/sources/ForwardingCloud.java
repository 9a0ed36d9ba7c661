package dev.tally.localstack.sources;

import dev.tally.localstack.cloud.Clients;
import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.TableWrites;

/** A cloud that forwards all calls to another cloud unless an implementation overrides them. */
public interface ForwardingCloud extends Cloud {

    Cloud cloud();

    @Override
    default Clients clients() {
        return cloud().clients();
    }

    @Override
    default TableWrites tableWrites() {
        return cloud().tableWrites();
    }

    @Override
    default void close() {
        cloud().close();
    }
}
