package dev.tally.counter;

import org.junit.jupiter.api.Nested;

class InMemoryStoresTest {

    @Nested
    class Tallies extends TallyStoreContract {
        @Override
        protected TallyStore store() {
            return new InMemoryTallyStore();
        }
    }

    @Nested
    class Posts extends PostStoreContract {
        @Override
        protected PostStore store() {
            return new InMemoryPostStore();
        }
    }
}
