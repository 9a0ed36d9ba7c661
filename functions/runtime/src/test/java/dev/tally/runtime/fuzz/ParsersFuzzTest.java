package dev.tally.runtime.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.runtime.limit.SourceAddress;
import dev.tally.runtime.trace.TraceContext;
import org.junit.jupiter.api.Test;

/** The parsers of addresses and trace headers return a result for any text. */
class ParsersFuzzTest {

    private static final String TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    @Test
    void address_anyText_isSomeClient() {
        Fuzz.check("source-address", Nasty.near("203.0.113.7", "2001:db8::1", "::ffff:203.0.113.7"), text -> assertThat(
                        SourceAddress.client(text))
                .isNotNull());
    }

    @Test
    void trace_anyHeader_isAPlaceOrNone() {
        Fuzz.check("trace-header", Nasty.near(TRACE), text -> TraceContext.recorded(text)
                .ifPresent(place ->
                        assertThat(TraceContext.recorded(place.header())).contains(place)));
    }
}
