package dev.tally.runtime.trace;

import static dev.tally.runtime.trace.FakeSpans.ABOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
                "Sampled=1;Self=1-5759e988-000000000000000000000000; Parent=53995c3f42cd8ad8 ;"
                        + "Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=a87bd80c:1|68fd508a:5|c512fbe3:2"
            })
    void recorded_headerOfARecordedTrace_isItsPlace(String header) {
        assertThat(TraceContext.recorded(header)).contains(ABOVE);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=?",
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8",
                "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
                "Parent=53995c3f42cd8ad8;Sampled=1",
                "Root=1-5759e988-BD862E3FE1BE46A994272793;Parent=53995c3f42cd8ad8;Sampled=1",
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad;Sampled=1",
                ";;=;Root;=1"
            })
    void recorded_notRecordedOrNoPlace_isNone(String header) {
        assertThat(TraceContext.recorded(header)).isEmpty();
    }

    @Property
    void recorded_anyText_isItsOwnHeaderOrNone(
            @ForAll @StringLength(max = 120) @CharRange(from = ' ', to = '~') String text) {
        TraceContext.recorded(text).ifPresent(context -> assertThat(TraceContext.recorded(context.header()))
                .contains(context));
    }

    @Test
    void new_malformedId_namesTheId() {
        assertThatThrownBy(() -> new TraceContext("1-2-3", ABOVE.spanId()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1-2-3");
    }

    @Test
    void header_isReadBack() {
        assertThat(TraceContext.recorded(ABOVE.header())).contains(ABOVE);
    }
}
