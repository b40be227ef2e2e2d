package barid.newsletter.privacy;

import barid.newsletter.rows.JsonRows;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.dbclient.DbExecute;

import java.util.Optional;
import java.util.UUID;

/** Reads all that is held of a reader, under the names of the tables that hold it; her consents are the log's to read. */
final class ExportStore {
    /** One snapshot. What was withdrawn since goes by its number alone. */
    private static final String EXPORT =
            """
            SELECT cast(jsonb_build_object(
                'subscriber', jsonb_build_object(
                    'id', s.id, 'email', s.email, 'mailbox', s.mailbox, 'emailKey', encode(s.email_key, 'hex'),
                    'state', s.state, 'origin', s.origin, 'createdAt', s.created_at, 'unsubscribedAt', s.unsubscribed_at,
                    'noticedAt', s.noticed_at),
                'subscription', (SELECT jsonb_build_object(
                    'languages', p.languages, 'topics', p.topics, 'cadence', p.cadence, 'hour', p.hour, 'day', p.day,
                    'zone', p.zone, 'position', p.position, 'confirmedPosition', p.confirmed_position,
                    'lookedTo', p.looked_to, 'nextDue', p.next_due, 'pausedUntil', p.paused_until,
                    'confirmedAt', p.confirmed_at)
                    FROM subscription p WHERE p.subscriber = s.id),
                'signup', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'email', g.email, 'mailbox', g.mailbox, 'choices', g.choices, 'language', g.language,
                    'origin', g.origin, 'client', g.client, 'receivedAt', g.received_at) ORDER BY g.received_at), '[]')
                    FROM signup g WHERE g.email_key = s.email_key),
                'confirmation', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'choices', c.choices, 'language', c.language, 'expiresAt', c.expires_at, 'usedAt', c.used_at)
                    ORDER BY c.expires_at), '[]')
                    FROM confirmation c WHERE c.subscriber = s.id),
                'address_change', (SELECT jsonb_build_object(
                    'email', a.email, 'mailbox', a.mailbox, 'language', a.language, 'askedAt', a.asked_at,
                    'expiresAt', a.expires_at, 'usedAt', a.used_at, 'oldMailbox', a.old_mailbox)
                    FROM address_change a WHERE a.subscriber = s.id),
                'suppression', (SELECT jsonb_build_object('reason', x.reason, 'at', x.at)
                    FROM suppression x WHERE x.email_key = s.email_key),
                'owed', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'article', o.article, 'language', o.language, 'correction', o.correction, 'since', o.since)
                    ORDER BY o.since), '[]')
                    FROM owed o WHERE o.subscriber = s.id),
                'delivery', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'edition', e.id, 'cadence', e.cadence, 'period', e.period, 'date', e.starts_at, 'state', d.state,
                    'language', v.language, 'articles', %1$s, 'corrections', %2$s) ORDER BY e.starts_at, e.id), '[]')
                    FROM delivery_state d
                    JOIN edition e ON e.id = d.edition
                    JOIN variant v ON v.id = d.variant
                    WHERE d.subscriber = s.id),
                'delivery_exception', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'edition', x.edition, 'state', x.state, 'code', x.code, 'reason', x.reason, 'attempts', x.attempts,
                    'changedAt', x.changed_at) ORDER BY x.changed_at), '[]')
                    FROM delivery_exception x
                    WHERE (x.edition, x.subscriber) IN (SELECT d.edition, d.subscriber FROM delivery d
                                                        WHERE d.subscriber = s.id)),
                'omission', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'edition', m.edition, 'article', m.article, 'language', m.language)), '[]')
                    FROM omission m
                    WHERE (m.edition, m.subscriber) IN (SELECT d.edition, d.subscriber FROM delivery d
                                                        WHERE d.subscriber = s.id)),
                'reported', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'edition', r.edition, 'kind', r.kind, 'blame', r.blame, 'status', r.status, 'reason', r.reason,
                    'at', r.at) ORDER BY r.at), '[]')
                    FROM reported r WHERE r.subscriber = s.id),
                'soft_bounce', (SELECT jsonb_build_object('score', b.score, 'at', b.at)
                    FROM soft_bounce b WHERE b.subscriber = s.id),
                'console_audit', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', a.at, 'act', a.act) ORDER BY a.id), '[]')
                    FROM console_audit a WHERE a.subscriber = s.id),
                'consent_key', (SELECT jsonb_build_object('acts', k.steps, 'head', encode(k.head, 'hex'))
                    FROM consent_key k WHERE k.subscriber = s.id)
                ) AS text) AS held
            FROM subscriber s
            WHERE s.id = cast(:id AS uuid)""".formatted(articles("items", ""), articles("corrections", ", 'at', i.item -> 'at'"));

    private static String articles(String column, String more) {
        return """
                (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'article', i.item -> 'article', 'language', i.item -> 'language',
                    'title', CASE WHEN t.withdrawn_at IS NULL THEN t.snapshot ->> 'title' END,
                    'link', CASE WHEN t.withdrawn_at IS NULL THEN t.snapshot ->> 'url' END%2$s) ORDER BY i.place), '[]')
                 FROM jsonb_array_elements(v.%1$s) WITH ORDINALITY AS i (item, place)
                 LEFT JOIN story t ON t.article = cast(i.item ->> 'article' AS uuid) AND t.language = i.item ->> 'language')""".formatted(column, more);
    }

    /** Empty if nobody has this id. */
    Optional<ObjectNode> held(DbExecute db, UUID subscriber) {
        return db.createNamedGet("subscriber.export", EXPORT)
                .addParam("id", subscriber.toString())
                .execute()
                .map(row -> JsonRows.read(row.column("held").getString(), ObjectNode.class));
    }
}
