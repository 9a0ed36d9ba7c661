package dev.tally.press.http;

/** The limits on the requests of one client. Every {@code POST}, {@code PUT} and {@code DELETE} is a write. */
public record RequestLimits(RequestLimit writes, RequestLimit reads, NewVoters voters) {

    /** Resets all limits. Call it after a restore, when the clock has jumped. */
    public void forget() {
        writes.forget();
        reads.forget();
        voters.forget();
    }
}
