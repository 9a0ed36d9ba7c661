package dev.tally.counter;

import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ReceiptTest {

    @Test
    void parse_itsText_isTheReceipt() {
        Receipt receipt = new Receipt(EPOCH, "eu-central-1#0", sequence(42));
        assertThat(Receipt.parse(receipt.toString())).isEqualTo(receipt);
    }

    @Test
    void parse_anotherForm_isRejected() {
        for (String text : new String[] {
            "",
            "::",
            "a:b",
            EPOCH + ":r#0",
            EPOCH + ":r#0:x",
            EPOCH + ":r#0:-1",
            EPOCH + ":r#0:" + "1".repeat(60),
            EPOCH + ":r#0:1:2",
            "eu:r#0:1"
        }) {
            assertThatIllegalArgumentException().isThrownBy(() -> Receipt.parse(text));
        }
    }
}
