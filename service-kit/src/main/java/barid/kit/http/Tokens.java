package barid.kit.http;

import io.helidon.config.Config;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The bearer tokens (RFC 6750) that a service accepts: named, hashed at rest, several valid at once.
 *
 * <p>Tokens are random and long, so a plain SHA-256 guards them; the compare takes the same time for every guess.
 */
public final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    private volatile List<Token> tokens;

    /** What a token may do. */
    public enum Scope {
        WRITE,
        CHANGES,
        OPERATE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One token; the name is the actor in every audit line. */
    public record Token(String name, String sha256, Set<Scope> scopes) {}

    public Tokens(List<Token> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /**
     * Reads the {@code tokens} list: each with {@code name}, {@code sha256} (hexadecimal) and {@code scopes}; may be empty. When it
     * changes, what it says then counts.
     */
    public static Tokens from(Config config) {
        Tokens tokens = new Tokens(read(config));
        config.onChange(tokens::replace);
        return tokens;
    }

    /** A list that cannot be read locks nobody out who is in. */
    private void replace(Config config) {
        try {
            tokens = read(config);
            LOG.info("The tokens have changed; there are {}", tokens.size());
        } catch (RuntimeException e) {
            LOG.error("The tokens have changed and cannot be read, the ones before count on: {}", e.getMessage());
        }
    }

    private static List<Token> read(Config config) {
        // A key without a value, as in a settings file whose examples are comments, is a leaf.
        List<Config> nodes = config.isLeaf() ? List.of() : config.asNodeList().orElse(List.of());
        return nodes.stream()
                .map(node -> new Token(
                        node.get("name").asString().get(),
                        node.get("sha256").asString().get(),
                        Set.copyOf(node.get("scopes").asList(String.class).get().stream()
                                .map(word -> Scope.valueOf(word.toUpperCase(Locale.ROOT)))
                                .toList())))
                .toList();
    }

    /** The hash under which a token is configured: SHA-256 in lower-case hexadecimal. */
    public static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The token that the request bears, if this service knows it. */
    public Optional<Token> of(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.AUTHORIZATION)
                .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
                .flatMap(header -> find(header.substring(7).strip()));
    }

    /** The tokens of this name and scope; several while one is being replaced. */
    public List<Token> named(String name, Scope scope) {
        return tokens.stream()
                .filter(token -> token.name().equals(name) && token.scopes().contains(scope))
                .toList();
    }

    /** The token that reads {@code given}, if this service knows it. */
    public Optional<Token> find(String given) {
        byte[] hash = hash(given).getBytes(StandardCharsets.US_ASCII);
        Optional<Token> found = Optional.empty();
        for (Token token : tokens) {
            if (MessageDigest.isEqual(token.sha256().getBytes(StandardCharsets.US_ASCII), hash)) {
                found = Optional.of(token);
            }
        }
        return found;
    }

    /** Whether the request bears a token of this scope; a known token of another scope counts as none. */
    public boolean allows(ServerRequest request, Scope scope) {
        return of(request).filter(token -> token.scopes().contains(scope)).isPresent();
    }

    /** The token of this scope that the request bears; {@link Problem} 401 or 403. */
    public Token require(ServerRequest request, Scope scope) {
        Token token = of(request)
                .orElseThrow(() -> Problem.of(401, "unauthorized", "This call takes a token: Authorization: Bearer …")
                        .withHeader("WWW-Authenticate", "Bearer realm=\"barid\", scope=\"" + scope.word() + "\""));
        if (!token.scopes().contains(scope)) {
            throw Problem.of(403, "forbidden", "The token does not have the scope " + scope.word() + ".");
        }
        return token;
    }

    /** Runs {@code handler} only for requests with a token of this scope. */
    public Handler guard(Scope scope, Handler handler) {
        return (request, response) -> {
            require(request, scope);
            handler.handle(request, response);
        };
    }
}
