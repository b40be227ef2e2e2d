package barid.article.audit;

import barid.kit.db.Database;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code GET /api/audit}: who did what, when, for operators. */
public final class AuditRoutes implements HttpService {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_WORD = 200;

    private final Database database;
    private final AuditStore store;
    private final Tokens tokens;

    public AuditRoutes(Database database, AuditStore store, Tokens tokens) {
        this.database = database;
        this.store = store;
        this.tokens = tokens;
    }

    /** Newest first; {@code next} is the {@code before} of the following page, absent on the last. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<AuditLine> acts, @Nullable String next) {}

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/audit")
                .get(tokens.guard(Tokens.Scope.OPERATE, this::show))
                .register(rules);
    }

    private void show(ServerRequest request, ServerResponse response) {
        Parameters query = Bodies.query(request, "article", "who", "act", "since", "before", "limit");
        AuditQuery asked = new AuditQuery(
                value(query, "article").map(AuditRoutes::article),
                value(query, "who").map(text -> word("who", text)),
                value(query, "act").map(text -> word("act", text)),
                value(query, "since").map(AuditRoutes::since),
                value(query, "before")
                        .map(text -> AuditQuery.Mark.of(text)
                                .orElseThrow(() -> Problem.malformed(
                                        "The parameter before is not the next of a page of this list."))));
        int limit = value(query, "limit").map(AuditRoutes::limit).orElse(DEFAULT_LIMIT);
        List<AuditLine> lines = store.newest(database.client().execute(), asked, limit + 1);
        boolean more = lines.size() > limit;
        List<AuditLine> shown = more ? lines.subList(0, limit) : lines;
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(
                request,
                response,
                new Page(shown, more ? AuditQuery.Mark.of(shown.getLast()).text() : null));
    }

    private static Optional<String> value(Parameters query, String name) {
        return query.first(name).asOptional();
    }

    private static UUID article(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("The parameter article is not an article's id.");
        }
    }

    private static String word(String name, String text) {
        if (text.isBlank() || text.length() > MAX_WORD || text.indexOf('\0') >= 0) {
            throw Problem.malformed("The parameter " + name + " is a word of at most " + MAX_WORD + " characters.");
        }
        return text;
    }

    private static Instant since(String text) {
        try {
            Instant since = text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
            if (since.isAfter(Instant.EPOCH) && since.isBefore(Instant.parse("9999-12-31T00:00:00Z"))) {
                return since;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw Problem.malformed(
                "The parameter since is a day, as 2026-03-26, or an instant with its offset from UTC, as"
                        + " 2026-03-26T09:00:00Z, its colons written %3A.");
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Problem.malformed("The parameter limit is a number from 1 to " + MAX_LIMIT + ".");
    }
}
