package dev.tally.runtime.token;

/** The issuer's keys cannot be had now. */
final class KeysUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    KeysUnavailableException(String message) {
        super(message);
    }
}
