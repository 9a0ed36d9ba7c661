package dev.tally.runtime.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The client that an IP address identifies. */
public final class SourceAddress {

    private static final Pattern MAYBE_IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    /** The length of an IPv6 network's prefix. Within the network, a host can use any number of addresses. */
    private static final int NETWORK_BYTES = 8;

    private SourceAddress() {}

    /**
     * Returns the client behind an address: the address itself, or for IPv6 its network of 64 bits.
     *
     * @param address the address that API Gateway reports, which no client can set
     */
    public static String client(String address) {
        String plain = address.split("%", 2)[0];
        return plain.indexOf(':') >= 0 && MAYBE_IPV6.matcher(plain).matches() ? network(plain) : plain;
    }

    private static String network(String address) {
        try {
            // An address with a colon is never resolved as a name.
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES)) + "::/64"
                    : parsed.getHostAddress();
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }
}
