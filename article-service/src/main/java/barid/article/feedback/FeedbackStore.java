package barid.article.feedback;

import barid.kit.db.Transactions;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbRow;
import org.jspecify.annotations.Nullable;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The answers, and the day's secret that all replicas share. */
final class FeedbackStore {
    /** Whoever is first in the day decides; the others read. */
    private static final String KEEP_SECRET = """
            INSERT INTO feedback_secret (day, secret) VALUES (cast(:day AS date), :secret) ON CONFLICT DO NOTHING""";

    private static final String SECRET = "SELECT secret FROM feedback_secret WHERE day = cast(:day AS date)";

    private static final String FORGET = "DELETE FROM feedback_secret WHERE day < cast(:day AS date)";

    private static final String KEEP = """
            INSERT INTO feedback (at, day, language, page, answer, opinion, visitor_key)
            VALUES (:at, cast(:day AS date), :language, :page, :answer, nullif(:opinion, ''), :visitor)
            ON CONFLICT (day, page, visitor_key)
            DO UPDATE SET at = excluded.at, language = excluded.language, answer = excluded.answer,
                          opinion = excluded.opinion""";

    private static final String TREND = """
            SELECT cast(day AS text) AS day, answer, count(*) AS answers
            FROM feedback
            WHERE at >= :since
            GROUP BY feedback.day, answer
            ORDER BY feedback.day, answer""";

    /** Numbers are given in the order of first answers; zero starts at the newest. */
    private static final String OPINIONS = """
            SELECT id, at, language, page, answer, opinion
            FROM feedback
            WHERE opinion IS NOT NULL AND at >= :since AND (:before = 0 OR id < :before)
            ORDER BY id DESC
            LIMIT :count""";

    private final DbClient db;
    private final Transactions transactions;

    /** How many gave one answer on one day. */
    record Count(String day, int answer, long answers) {}

    /** One visitor's words. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Opinion(
            long id,
            Instant at,
            String language,
            String page,
            int satisfaction,
            @Nullable String opinion) {}

    FeedbackStore(DbClient db, Transactions transactions) {
        this.db = db;
        this.transactions = transactions;
    }

    /** The secret of {@code day}; {@code proposal} becomes it if there is none yet. Those of earlier days are forgotten. */
    byte[] secretOf(LocalDate day, byte[] proposal) {
        return transactions.inTransaction(tx -> {
            tx.createNamedInsert("feedback.keep-secret", KEEP_SECRET)
                    .addParam("day", day.toString())
                    .addParam("secret", proposal)
                    .execute();
            tx.createNamedDelete("feedback.forget", FORGET)
                    .addParam("day", day.toString())
                    .execute();
            return tx.createNamedGet("feedback.secret", SECRET)
                    .addParam("day", day.toString())
                    .execute()
                    .map(row -> row.column("secret").get(byte[].class))
                    .orElseThrow();
        });
    }

    /** Forgets the secrets of the days before {@code day}. */
    void forgetBefore(LocalDate day) {
        db.execute()
                .createNamedDelete("feedback.forget", FORGET)
                .addParam("day", day.toString())
                .execute();
    }

    /** Keeps an answer in place of an earlier one of the same visitor on the same page and day. */
    void keep(Instant at, LocalDate day, String language, Answer answer, byte[] visitor) {
        db.execute()
                .createNamedInsert("feedback.keep", KEEP)
                .addParam("at", at.atOffset(ZoneOffset.UTC))
                .addParam("day", day.toString())
                .addParam("language", language)
                .addParam("page", answer.page())
                .addParam("answer", answer.step())
                .addParam("opinion", answer.opinionGiven().orElse(""))
                .addParam("visitor", visitor)
                .execute();
    }

    List<Count> counts(Instant since) {
        return db.execute()
                .createNamedQuery("feedback.trend", TREND)
                .addParam("since", since.atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> new Count(
                        row.column("day").getString(),
                        row.column("answer").getInt(),
                        row.column("answers").getLong()))
                .toList();
    }

    List<Opinion> opinions(Instant since, Optional<Long> before, int count) {
        return db.execute()
                .createNamedQuery("feedback.opinions", OPINIONS)
                .addParam("since", since.atOffset(ZoneOffset.UTC))
                .addParam("before", before.orElse(0L))
                .addParam("count", count)
                .execute()
                .map(FeedbackStore::toOpinion)
                .toList();
    }

    private static Opinion toOpinion(DbRow row) {
        return new Opinion(
                row.column("id").getLong(),
                row.column("at").get(Timestamp.class).toInstant(),
                row.column("language").getString(),
                row.column("page").getString(),
                row.column("answer").getInt(),
                row.column("opinion").get(String.class));
    }

    /** A count for each of the five answers. */
    static Map<String, Long> distribution(List<Count> counts) {
        Map<String, Long> distribution = new TreeMap<>();
        for (int step = 1; step <= 5; step++) {
            distribution.put(Integer.toString(step), 0L);
        }
        counts.forEach(count -> distribution.merge(Integer.toString(count.answer()), count.answers(), Long::sum));
        return distribution;
    }
}
