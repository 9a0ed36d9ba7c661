package dev.tally.load;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;

/** Reads of a stack's counters. */
interface Reads {

    /** Returns the published counts. */
    Map<String, Long> counts(Collection<String> counters) throws IOException;

    /** Returns the number of clicks in the queue or in a running batch; empty if not reported, as on AWS. */
    OptionalLong inFlight() throws IOException;
}
