package dev.tally.localstack.cloud.queue;

/** The record of all changes of queues, from which {@link Queues#restore} restores them. */
public interface Journal {

    /** A journal that keeps nothing. */
    Journal NONE = change -> {};

    /** Records a change before the call that made it is answered. */
    void record(Change change);
}
