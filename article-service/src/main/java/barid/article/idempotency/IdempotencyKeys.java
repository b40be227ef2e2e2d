package barid.article.idempotency;

import barid.article.idempotency.IdempotencyStore.Kept;
import barid.kit.db.Database;
import barid.kit.http.Json;
import barid.kit.http.Problem;
import io.helidon.dbclient.DbExecute;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs creations, each of them once for each key of its client within a day. */
public final class IdempotencyKeys {
    private static final HeaderName HEADER = HeaderNames.create("Idempotency-Key");
    private static final Duration KEPT = Duration.ofHours(24);

    /** A string of structured fields (RFC 9651); clients that send the bare key are understood as well. */
    private static final Pattern FORM =
            Pattern.compile("\"([\\x21\\x23-\\x5b\\x5d-\\x7e]{1,255})\"|([\\w.:~+/=-]{1,255})");

    private final Database database;
    private final InstantSource clock;
    private final IdempotencyStore store = new IdempotencyStore();

    public IdempotencyKeys(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The key that the request states; {@link Problem} 400 if it is none. */
    public static Optional<String> of(ServerRequest request) {
        if (!request.headers().contains(HEADER)) {
            return Optional.empty();
        }
        List<String> values = request.headers().get(HEADER).allValues();
        Matcher key = FORM.matcher(values.getFirst().strip());
        if (values.size() > 1 || !key.matches()) {
            throw Problem.malformed(
                    "The header Idempotency-Key is one string of 1 to 255 visible ASCII characters in double quotes.");
        }
        return Optional.of(key.group(1) != null ? key.group(1) : key.group(2));
    }

    /**
     * Runs {@code creation} in a transaction; with a key that its client used before, answers what was answered then.
     *
     * @param asked what is to be created, in full; the same key for something else is 422
     */
    public Creation create(Optional<String> key, String token, Object asked, Function<DbExecute, Creation> creation) {
        return database.transactions()
                .inTransaction(
                        tx -> key.isEmpty() ? creation.apply(tx) : once(tx, key.get(), token, digest(asked), creation));
    }

    private Creation once(
            DbExecute tx, String key, String token, String digest, Function<DbExecute, Creation> creation) {
        Instant now = clock.instant();
        Instant oldest = now.minus(KEPT);
        store.forget(tx, oldest);
        if (!store.claim(tx, token, key, digest, now, oldest)) {
            Kept kept = store.find(tx, token, key).orElseThrow();
            if (!kept.digest().equals(digest)) {
                throw Problem.of(422, "idempotency-key-reused", "This Idempotency-Key was used for another request.");
            }
            return kept.creation();
        }
        Creation created = creation.apply(tx);
        store.keep(tx, token, key, created);
        return created;
    }

    private static String digest(Object asked) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(asked.getClass().getSimpleName().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest(Json.write(asked)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
