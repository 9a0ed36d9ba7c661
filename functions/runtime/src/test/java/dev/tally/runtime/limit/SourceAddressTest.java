package dev.tally.runtime.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceAddressTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "2001:db8:1:2:3:4:5:6, 20010db800010002::/64",
        "2001:DB8:1:2::1, 20010db800010002::/64",
        "2001:db8:1:3::1, 20010db800010003::/64",
        "::ffff:203.0.113.7, 203.0.113.7",
        "fe80::1%eth0, fe80000000000000::/64",
        "not an address, not an address",
        "g::1, g::1",
        ":, :",
        "1:2:3:4:5:6:7:8:9, 1:2:3:4:5:6:7:8:9",
        "'', ''",
    })
    void client_address_isItselfOrItsNetwork(String address, String client) {
        assertThat(SourceAddress.client(address)).isEqualTo(client);
    }
}
