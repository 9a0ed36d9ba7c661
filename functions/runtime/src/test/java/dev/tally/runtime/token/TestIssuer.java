package dev.tally.runtime.token;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** An issuer of tokens on this machine: signs them, and publishes its keys where OpenID Connect has them looked for. */
public final class TestIssuer implements AutoCloseable {

    public static final String AUDIENCE = "tally";

    /** Every issuer has it, since making one takes long. */
    private static final RsaJsonWebKey FIRST_KEY = newKey("first");

    private static final String CONFIGURATION = "/.well-known/openid-configuration";
    private static final String KEYS = "/keys";

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<RsaJsonWebKey> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Answers answers;

    /** How the issuer answers a request for its configuration or its keys. */
    @FunctionalInterface
    public interface Answers {

        void answer(HttpExchange exchange) throws IOException;
    }

    private TestIssuer(HttpServer server) {
        this.server = server;
        this.answers = this::answer;
        published.add(FIRST_KEY);
        server.setExecutor(executor);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                answers.answer(exchange);
            }
        });
        server.start();
    }

    public static TestIssuer start() {
        try {
            return new TestIssuer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What the one audience of these tests takes. */
    public TokenRule rule(String... scopes) {
        return new TokenRule(url(), Set.of(AUDIENCE), Set.of(scopes));
    }

    /** A good token of a subject, for the next five minutes. */
    public String token(String subject) {
        return token(claims(subject, Instant.now()));
    }

    /** A token that says what is given, signed by the newest published key. */
    public String token(JwtClaims claims) {
        return sign(claims, key(), signed -> {});
    }

    /** What a good token says, so that a test can have it say something else. */
    public JwtClaims claims(String subject, Instant now) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(url());
        claims.setAudience(AUDIENCE);
        claims.setSubject(subject);
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setNotBefore(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.getEpochSecond() + 300));
        return claims;
    }

    /** The newest published key. */
    RsaJsonWebKey key() {
        return published.get(published.size() - 1);
    }

    /** A key that is published only where it is told so. */
    static RsaJsonWebKey newKey(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void publish(RsaJsonWebKey key) {
        published.add(key);
    }

    static String sign(JwtClaims claims, RsaJsonWebKey key, Consumer<JsonWebSignature> changes) {
        JsonWebSignature signed = new JsonWebSignature();
        signed.setPayload(claims.toJson());
        signed.setKey(key.getPrivateKey());
        signed.setKeyIdHeaderValue(key.getKeyId());
        signed.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        changes.accept(signed);
        try {
            return signed.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Has it answer otherwise from now on. */
    void nowAnswers(Answers other) {
        answers = other;
    }

    /** How many requests it got. */
    int asked() {
        return asked.get();
    }

    /** Answers as an issuer should. */
    void answer(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case CONFIGURATION ->
                answer(exchange, 200, "{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url() + KEYS + "\"}");
            case KEYS -> answer(exchange, 200, new JsonWebKeySet(published).toJson(OutputControlLevel.PUBLIC_ONLY));
            default -> answer(exchange, 404, "");
        }
    }

    static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
