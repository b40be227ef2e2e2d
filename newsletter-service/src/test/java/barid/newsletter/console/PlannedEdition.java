package barid.newsletter.console;

import barid.newsletter.Rows;

import java.util.List;
import java.util.UUID;

/**
 * An edition in mid-send, as planning and senders write it: a chunk of the lane {@code others} and one of {@code gmail.com}.
 * Its chunks are leased by nobody who lives, so that no sender takes them while a test looks.
 */
record PlannedEdition(UUID id, long others, long gmail) {
    /** So many readers in each lane. */
    static PlannedEdition of(Rows rows, int others, int gmail) {
        UUID id = UUID.randomUUID();
        UUID variant = UUID.randomUUID();
        rows.execute("""
                INSERT INTO edition (id, cadence, period, starts_at, ends_at, expires_at, created_at)
                VALUES ('%1$s', 'immediate', '%1$s', now(), now(), now() + interval '1 day', now());
                INSERT INTO variant (id, edition, key, language, items, corrections, articles, view_id)
                SELECT '%2$s', '%1$s', '\\x01', 'en',
                       jsonb_build_array(jsonb_build_object('article', article, 'language', language)), '[]',
                       ARRAY[article], '%1$s'
                FROM story ORDER BY number LIMIT 1""".formatted(id, variant));
        return new PlannedEdition(
                id, chunk(rows, id, variant, "others", others), chunk(rows, id, variant, "gmail.com", gmail));
    }

    private static long chunk(Rows rows, UUID edition, UUID variant, String lane, int size) {
        long chunk = rows.number("""
                INSERT INTO chunk (edition, lane, owner, lease_until, next_at, due_at, outcomes, size, pending, attempting,
                                   sent, exceptional)
                VALUES ('%1$s', '%2$s', gen_random_uuid(), now() + interval '1 hour', now(), now(),
                        decode(repeat('00', %3$d), 'hex'), %3$d, %3$d, 0, 0, 0)
                RETURNING id""".formatted(edition, lane, size));
        rows.execute("""
                WITH reader AS (
                    SELECT gen_random_uuid() AS id, n FROM generate_series(0, %4$d - 1) AS n
                ), subscribed AS (
                    INSERT INTO subscriber (id, email, mailbox, email_key, state, origin, created_at)
                    SELECT id, 'r' || n || '.' || id || '@example.net', 'r' || n || '.' || id || '@example.net',
                           decode(md5(cast(id AS text)), 'hex'), 'confirmed', 'sample', now() FROM reader
                )
                INSERT INTO delivery (edition, subscriber, variant, chunk, ordinal)
                SELECT '%1$s', id, '%2$s', %3$d, n FROM reader""".formatted(edition, variant, chunk, size));
        return chunk;
    }

    /** The first {@code count} deliveries of a lane were deferred until tomorrow. */
    void deferred(Rows rows, String lane, int count) {
        except(rows, lane.equals("others") ? others : gmail, "deferred", count);
    }

    /** Of the first {@code count} of the lane {@code others} nobody knows whether they arrived; returns whose they are. */
    List<UUID> uncertain(Rows rows, int count) {
        except(rows, others, "uncertain", count);
        rows.execute("UPDATE delivery_exception SET retry_at = NULL, ever_uncertain = true WHERE chunk = " + others);
        rows.execute("UPDATE chunk SET next_at = NULL WHERE id = " + others);
        return rows
                .strings("SELECT subscriber FROM delivery_exception WHERE chunk = " + others + " ORDER BY ordinal")
                .stream()
                .map(UUID::fromString)
                .toList();
    }

    /** Of the first readers of the lane {@code others} this was reported: each has one blame, or complained ({@code complaint}). */
    void reported(Rows rows, String... reports) {
        for (int reader = 0; reader < reports.length; reader++) {
            boolean complaint = reports[reader].equals("complaint");
            rows.execute("""
                    WITH r AS (
                        INSERT INTO report (hash, at, kind) VALUES (sha256(convert_to('%1$s %2$d', 'UTF8')), now(), '%3$s') RETURNING hash
                    )
                    INSERT INTO reported (report, subscriber, edition, kind, blame, status, reason, at)
                    SELECT r.hash, d.subscriber, d.edition, '%3$s', %4$s, '', '', now()
                    FROM r, delivery d WHERE d.chunk = %5$d AND d.ordinal = %2$d""".formatted(
                            id,
                            reader,
                            complaint ? "complaint" : "bounce",
                            complaint ? "NULL" : "'" + reports[reader] + "'",
                            others));
        }
    }

    private void except(Rows rows, long chunk, String state, int count) {
        rows.execute("""
                INSERT INTO delivery_exception (edition, subscriber, chunk, ordinal, state, code, reason, retry_at, attempts,
                                                changed_at)
                SELECT edition, subscriber, chunk, ordinal, '%2$s', '4.7.28', 'rate limited', now() + interval '1 day', 1, now()
                FROM delivery WHERE chunk = %1$d AND ordinal < %3$d;
                UPDATE chunk SET outcomes = decode(repeat('02', %3$d) || repeat('00', size - %3$d), 'hex'),
                    attempting_to = %3$d, pending = size - %3$d, sent = 0, exceptional = %3$d, next_at = now() + interval '1 day'
                WHERE id = %1$d""".formatted(chunk, state, count));
    }

    /** The first {@code count} of the lane {@code others} were sent. */
    void sent(Rows rows, int count) {
        rows.execute("""
                UPDATE chunk SET outcomes = decode(repeat('01', %2$d) || repeat('00', size - %2$d), 'hex'),
                    attempting_to = %2$d, pending = size - %2$d, sent = %2$d WHERE id = %1$d""".formatted(others, count));
    }
}
