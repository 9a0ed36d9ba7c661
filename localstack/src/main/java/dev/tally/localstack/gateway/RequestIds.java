package dev.tally.localstack.gateway;

import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Ids in AWS's format for requests and connections: unique, not secret. */
final class RequestIds {

    private static final int REQUEST_BYTES = 11;
    private static final int TRACE_BYTES = 12;

    private RequestIds() {}

    /** Returns an id such as {@code JKJaXmPLvHcESHA=}. */
    static String request() {
        return Base64.getEncoder().encodeToString(random(REQUEST_BYTES));
    }

    /** Returns an id such as {@code L0SM9cOFvHcCIhw=}; it may contain {@code -} and {@code _}. */
    static String connection() {
        return Base64.getUrlEncoder().encodeToString(random(REQUEST_BYTES));
    }

    /** Returns an id such as {@code Root=1-5e6722a7-cc56f3a0db7ae02d4da47e11}. */
    static String trace(Instant now) {
        return "Root=1-%08x-%s".formatted(now.getEpochSecond(), HexFormat.of().formatHex(random(TRACE_BYTES)));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        ThreadLocalRandom.current().nextBytes(bytes);
        return bytes;
    }
}
