package dev.tally.counter;

import org.junit.jupiter.api.Nested;

class InMemoryStoresTest {

    @Nested
    class ResetsTest extends ResetStoreContract {

        @Override
        protected ResetStore store() {
            return new InMemoryResetStore();
        }
    }

    @Nested
    class HotLists extends HotListStoreContract {

        @Override
        protected HotListStore store() {
            return new InMemoryHotListStore(50);
        }
    }

    @Nested
    class Lagging extends LaggingStoreContract {

        @Override
        protected LaggingStore store() {
            return new InMemoryLaggingStore();
        }
    }

    @Nested
    class Tallies extends TallyStoreContract {
        @Override
        protected TallyStore store() {
            return new InMemoryTallyStore();
        }
    }

    @Nested
    class Votes extends VotesContract {
        @Override
        protected Stores stores() {
            InMemoryTallyStore store = new InMemoryTallyStore();
            return new Stores(store, store, store);
        }

        @Override
        protected int runs() {
            return 3000;
        }
    }

    @Nested
    class Totals extends TotalStoreContract {
        @Override
        protected TotalStore store() {
            return new InMemoryTotalStore();
        }
    }

    @Nested
    class History extends HistoryStoreContract {
        @Override
        protected HistoryStore store() {
            return new InMemoryHistoryStore();
        }
    }

    @Nested
    class Connections extends ConnectionStoreContract {
        @Override
        protected ConnectionStore store() {
            return new InMemoryConnectionStore();
        }
    }

    @Nested
    class Pushes extends PushBudgetContract {
        @Override
        protected PushBudget budget() {
            return new InMemoryPushBudget();
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
