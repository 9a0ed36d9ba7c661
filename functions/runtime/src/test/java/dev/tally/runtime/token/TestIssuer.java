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

/** A local issuer of tokens, which publishes its configuration and its keys as OpenID Connect requires. */
public final class TestIssuer implements AutoCloseable {

    public static final String AUDIENCE = "tally";

    /** A key that all issuers share, because generating a key takes long. */
    private static final RsaJsonWebKey FIRST_KEY = newKey("first");

    private static final String CONFIGURATION = "/.well-known/openid-configuration";
    private static final String KEYS = "/keys";

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<RsaJsonWebKey> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Answers answers;

    /** The answers of the issuer to requests for its configuration or its keys. */
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
            requests.incrementAndGet();
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

    /** Returns the rule that accepts the tokens of this issuer for {@link #AUDIENCE}. */
    public TokenRule rule(String... scopes) {
        return new TokenRule(url(), Set.of(AUDIENCE), Set.of(scopes));
    }

    /** Returns a token of a subject that is valid for the next five minutes. */
    public String token(String subject) {
        return token(claims(subject, Instant.now()));
    }

    /** Returns a token with the given claims, signed with the newest published key. */
    public String token(JwtClaims claims) {
        return sign(claims, key(), signed -> {});
    }

    /** Returns the claims of a valid token, which a test can change. */
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

    /** Returns the newest published key. */
    RsaJsonWebKey key() {
        return published.get(published.size() - 1);
    }

    /** Returns a new key without publishing it. */
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

    /** Replaces the answers from now on. */
    void setAnswers(Answers other) {
        answers = other;
    }

    /** Returns the number of requests received. */
    int requests() {
        return requests.get();
    }

    /** Answers correctly, as an issuer does by default. */
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
