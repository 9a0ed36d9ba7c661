package dev.tally.runtime.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientKeyTest {

    private static final Optional<String> ADDRESS = Optional.of("2001:db8::1");

    @Test
    void of_subjectAndAddress_isTheSubject() {
        assertThat(ClientKey.of(Optional.of("anna"), ADDRESS)).isEqualTo("subject anna");
    }

    @Test
    void of_addressOnly_isItsNetwork() {
        assertThat(ClientKey.of(Optional.empty(), ADDRESS)).isEqualTo("address 20010db800000000::/64");
    }

    @Test
    void of_neither_isOneKeyForAll() {
        assertThat(ClientKey.of(Optional.empty(), Optional.empty())).isEqualTo("unknown");
    }

    @Test
    void of_longSubject_isCutToTheLongestThatOpenIdConnectAllows() {
        assertThat(ClientKey.of(Optional.of("s".repeat(300)), ADDRESS)).isEqualTo("subject " + "s".repeat(255));
    }
}
