package dev.tally.counter.dynamodb;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.SHARD;
import static dev.tally.counter.Fixtures.queued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.counter.Increment;
import dev.tally.counter.PostStore;
import dev.tally.counter.PostStoreContract;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.TallyStore;
import dev.tally.counter.TallyStoreContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DynamoDbStoresTest {

    private static final String REGION = "eu-central-1";

    private static final EmbeddedDynamoDb DATABASE = new EmbeddedDynamoDb();

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @Nested
    class Tallies extends TallyStoreContract {
        @Override
        protected TallyStore store() {
            return new DynamoDbTallyStore(DATABASE.client(), DATABASE.emptyTable(), REGION);
        }
    }

    @Nested
    class Posts extends PostStoreContract {
        @Override
        protected PostStore store() {
            return new DynamoDbPostStore(DATABASE.client(), DATABASE.emptyTable());
        }
    }

    @Test
    void add_fromTwoRegions_writesTwoShards() {
        String table = DATABASE.emptyTable();
        Increment increment = TallyPlanner.plan(SHARD, QUEUE, List.of(queued(1, 3)), null, NOW)
                .orElseThrow();
        new DynamoDbTallyStore(DATABASE.client(), table, REGION).add(increment, NOW);
        DynamoDbTallyStore elsewhere = new DynamoDbTallyStore(DATABASE.client(), table, "us-east-1");
        elsewhere.add(increment, NOW);
        assertThat(elsewhere.tallies(COUNTER)).extracting(Tally::total).containsExactly(3L, 3L);
    }

    @Test
    void tallies_noSuchTable_isUnavailable() {
        assertThatThrownBy(() -> new DynamoDbTallyStore(DATABASE.client(), "absent", REGION).tallies(COUNTER))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("reading the shards failed");
    }
}
