package barid.article.changes;

import barid.article.media.Media;
import barid.article.store.Rows;
import barid.kit.changes.Cursor;
import barid.kit.db.Database;
import io.helidon.dbclient.DbRow;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** Reads the change feed: rows, head and the cursor's mark in one statement, so in one snapshot. */
final class ChangeStore {
    private static final String READ = """
            WITH head AS (
                SELECT mark FROM change_mark ORDER BY position DESC LIMIT 1
            ), place AS (
                -- a mark tells the head that its reader saw, so the position it reached never lies beyond it
                SELECT cast(:mark AS text) IS NULL
                    OR EXISTS (SELECT FROM change_mark WHERE mark = :mark AND position >= :after) AS known
            ), next AS (
                SELECT change.*, translation.public_revision,
                       sum(coalesce(octet_length(revision.html), 0)) OVER (ORDER BY change.position) AS bytes,
                       row_number() OVER (ORDER BY change.position) AS row
                FROM (SELECT * FROM change WHERE position > :after ORDER BY position LIMIT :limit) change
                LEFT JOIN translation USING (article, language)
                LEFT JOIN revision ON revision.article = change.article AND revision.language = change.language
                    AND revision.number = translation.public_revision
            )
            SELECT head.mark AS head, place.known AS known, cast(row_to_json(body) AS text) AS doc
            FROM head CROSS JOIN place LEFT JOIN LATERAL (
                SELECT next.position, next.kind, next.article, next.language, next.topic, next.traceparent,
                       topic.names, topic.merged_into,
                       translation.state, translation.entry_id, translation.published, translation.updated,
                       translation.withdrawn_at, translation.withdrawn_reason, translation.historical, translation.quiet,
                       translation.correction_at, translation.correction_note,
                       revision.number AS revision, revision.title, revision.summary, revision.html, revision.slug,
                       revision.authors, revision.topics, revision.origin, revision.engine,
                       CASE WHEN media.id IS NOT NULL THEN json_build_object('id', media.id,
                           'rendition', preview.width,
                           'type', coalesce(preview.type, media.type),
                           'bytes', coalesce(preview.bytes, media.bytes),
                           'width', coalesce(preview.width, media.width),
                           'height', coalesce(preview.height, media.height),
                           'alt', revision.lead ->> 'alt', 'caption', revision.lead ->> 'caption') END AS lead,
                       (SELECT json_agg(json_build_object('language', sibling.language, 'slug', text.slug,
                                   'origin', text.origin) ORDER BY sibling.language)
                        FROM translation sibling
                        JOIN revision text ON text.article = sibling.article AND text.language = sibling.language
                            AND text.number = sibling.public_revision
                        WHERE sibling.article = next.article AND sibling.language <> next.language
                            AND sibling.state = 'published') AS siblings
                FROM next
                LEFT JOIN topic ON topic.slug = next.topic
                LEFT JOIN translation ON translation.article = next.article AND translation.language = next.language
                LEFT JOIN revision ON revision.article = next.article AND revision.language = next.language
                    AND revision.number = next.public_revision
                LEFT JOIN media ON media.id = revision.lead ->> 'media'
                -- not what was uploaded: feeds and mails want a moderate size, in the format that every mail program shows
                LEFT JOIN LATERAL (
                    SELECT type, width, height, bytes FROM rendition
                    WHERE rendition.media = media.id AND type = 'image/jpeg' AND width <= :preview
                    ORDER BY width DESC LIMIT 1) preview ON true
                -- the first one always goes, however long it is
                WHERE place.known AND (next.row = 1 OR next.bytes <= :bytes)
            ) body ON true
            ORDER BY (body.position)""";

    private final Database database;

    ChangeStore(Database database) {
        this.database = database;
    }

    /** What one snapshot of the feed showed. */
    record Snapshot(String head, boolean known, List<ChangeRow> rows) {}

    private record Line(
            String head, boolean known, @Nullable ChangeRow row) {}

    /** At most {@code limit} rows after the cursor, their HTML together at most {@code bytes} or one row alone. */
    Snapshot read(Optional<Cursor> after, int limit, int bytes) {
        List<Line> lines = database.client()
                .execute()
                .createNamedQuery("change.read", READ)
                .addParam("mark", after.map(Cursor::mark).orElse(null))
                .addParam("after", after.map(Cursor::position).orElse(0L))
                .addParam("limit", limit)
                .addParam("bytes", bytes)
                .addParam("preview", Media.PREVIEW_WIDTH)
                .execute()
                .map(ChangeStore::toLine)
                .toList();
        // change_mark is never empty: position 0 has a mark from the first migration
        Line first = lines.getFirst();
        return new Snapshot(
                first.head(),
                first.known(),
                lines.stream()
                        .<ChangeRow>mapMulti((line, rows) -> {
                            if (line.row() != null) {
                                rows.accept(line.row());
                            }
                        })
                        .toList());
    }

    private static Line toLine(DbRow row) {
        return new Line(
                row.column("head").getString(),
                row.column("known").getBoolean(),
                row.column("doc").get(String.class) != null ? Rows.read(row, ChangeRow.class) : null);
    }
}
