package dev.tally.runtime.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Whom an IP address stands for. */
public final class SourceAddress {

    private static final Pattern MAYBE_IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    /** The part of an IPv6 address that one network has; below it, any host has as many addresses as it likes. */
    private static final int NETWORK_BYTES = 8;

    private SourceAddress() {}

    /**
     * The client behind an address: the address itself, or its network of 64 bits if it is of IPv6.
     *
     * @param address as API Gateway tells it, which no client can set
     */
    public static String client(String address) {
        String plain = address.split("%", 2)[0];
        return plain.indexOf(':') >= 0 && MAYBE_IPV6.matcher(plain).matches() ? network(plain) : plain;
    }

    private static String network(String address) {
        try {
            // With a colon in it, it is never looked up as a name.
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES)) + "::/64"
                    : parsed.getHostAddress();
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }
}
