package dev.tally.runtime.http;

/** The idle connections that the JDK's HTTP client keeps for each host. The SDK's synchronous clients use them. */
public final class KeptConnections {

    // The JDK keeps 5. A function makes up to 100 calls at once, one for each counter of a stream batch, so nearly each
    // call would open a new connection. On AWS that is a TLS handshake on a part of a processor. A client with a pool
    // of its own has more classes to load, and so a slower cold start.

    /** At least the largest number of concurrent calls of a function: a stream batch has 100 records. */
    private static final int MAX = 128;

    private static final String PROPERTY = "http.maxConnections";

    private KeptConnections() {}

    /** Sets the number, unless the process has one. The JDK reads it once, so call this before the first connection. */
    public static void allow() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, Integer.toString(MAX));
        }
    }
}
