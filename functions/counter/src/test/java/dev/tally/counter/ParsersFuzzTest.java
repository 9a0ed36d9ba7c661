package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.message.MalformedMessageException;
import dev.tally.counter.message.MessageCodec;
import dev.tally.counter.message.QueueMessage;
import dev.tally.runtime.fuzz.Fuzz;
import dev.tally.runtime.fuzz.Nasty;
import java.util.Locale;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.junit.jupiter.api.Test;

/** Each parser of the domain accepts any text, or rejects it with a reason. */
class ParsersFuzzTest {

    private static final String ID = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";

    private record Received(String body, String group) {}

    @Test
    void counterId_anyText_isAcceptedUnchangedOrRejected() {
        Fuzz.check("counter-id", Nasty.near("likes", "a.b_c~d-e", ID), text -> {
            if (accepts(text, CounterId::new)) {
                assertThat(text).matches("[A-Za-z0-9][A-Za-z0-9._~-]{0,95}");
            }
        });
    }

    @Test
    void clickId_anyText_isAcceptedInLowerCaseOrRejected() {
        Fuzz.check("click-id", Nasty.near(ID), text -> {
            if (accepts(text, ClickId::parse)) {
                assertThat(ClickId.parse(text)).hasToString(text.toLowerCase(Locale.ROOT));
            }
        });
    }

    @Test
    void sequenceNumber_anyText_isPaddedOrRejected() {
        Fuzz.check("sequence-number", Nasty.near("18863178301135599873", "0"), text -> {
            if (accepts(text, SequenceNumber::parse)) {
                assertThat(SequenceNumber.parse(text).padded()).hasSize(39).endsWith(text);
            }
        });
    }

    @Test
    void group_anyText_isAShardOrNone() {
        Fuzz.check("message-group", Nasty.near("likes#0", "a.b#999"), text -> Shard.ofGroup(text)
                .ifPresent(shard -> assertThat(text).startsWith(shard.counter() + "#")));
    }

    @Test
    void message_any_survivesEncodingOrIsMalformed() {
        Fuzz.check("message", received(), received -> {
            try {
                QueueMessage message = MessageCodec.decode(received.body, received.group);
                assertThat(MessageCodec.decode(MessageCodec.encode(message), received.group))
                        .isEqualTo(message);
            } catch (MalformedMessageException malformed) {
                assertThat(malformed.getMessage()).isNotBlank();
            }
        });
    }

    private static Arbitrary<Received> received() {
        Arbitrary<String> bodies = Nasty.near(
                "{\"type\":\"click\",\"id\":\"" + ID + "\",\"counter\":\"likes\",\"delta\":1}",
                "{\"type\":\"vote\",\"id\":\"" + ID
                        + "\",\"counter\":\"like~a\",\"voter\":\"a-0123456789abcdef\",\"value\":1}",
                "{\"type\":\"post\",\"id\":\"" + ID
                        + "\",\"title\":\"A title\",\"content\":\"Ten characters or more.\"}");
        return Combinators.combine(bodies, Nasty.near("likes#0", "like~a#0", "posts"))
                .as(Received::new);
    }

    private static boolean accepts(String text, Function<String, Object> parser) {
        try {
            return parser.apply(text) != null;
        } catch (IllegalArgumentException rejected) {
            assertThat(rejected.getClass()).isEqualTo(IllegalArgumentException.class);
            assertThat(rejected.getMessage()).isNotBlank();
            return false;
        }
    }
}
