package dev.tally.load;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;

/** What a stack tells of its counters. */
interface Reads {

    /** The published counts. */
    Map<String, Long> counts(Collection<String> counters) throws IOException;

    /** How many clicks wait in the queue or are under way to be counted; absent where nobody tells, as on AWS. */
    OptionalLong inFlight() throws IOException;
}
