package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Archive pages and the documents that were rendered of them. */
public final class ArchiveStore {
    private static final String FIND = """
            SELECT p.feed, p.name, p.position, coalesce(p.previous, 0) AS after, q.name AS previous, f.labelled,
                   p.document IS NOT NULL AND p.looks = :looks AND p.labelled = f.labelled AS current,
                   p.content_hash, p.last_modified
            FROM archive_page p JOIN feed f ON f.key = p.feed
                 LEFT JOIN archive_page q ON q.feed = p.feed AND q.position = p.previous
            WHERE p.feed = :feed AND p.name = :name""";

    /** Whoever takes a member out of the page waits for this, or this for them: what is stored is never older than the page. */
    private static final String HOLD = FIND + " FOR UPDATE OF p";

    /** The time moves only with the content, and only forward. */
    private static final String KEEP = """
            UPDATE archive_page p SET document = :document, looks = :looks, labelled = :labelled, content_hash = :hash,
                last_modified = CASE WHEN p.content_hash = :hash THEN p.last_modified
                    ELSE greatest(cast(:second AS timestamptz), g.made_at, p.last_modified + interval '1 second') END
            FROM generation g
            WHERE p.feed = :feed AND p.position = :position""";

    private static final String DOCUMENT = """
            SELECT document FROM archive_page
            WHERE feed = :feed AND position = :position AND content_hash = :hash AND document IS NOT NULL""";

    private final Database database;

    public ArchiveStore(Database database) {
        this.database = database;
    }

    Optional<ArchivePage> find(FeedKey feed, String name, String looks) {
        return find(database.client().execute(), FIND, feed, name, looks);
    }

    /** Renders the page anew unless somebody else has just done so. */
    Optional<ArchivePage> renew(FeedKey feed, String name, String looks, Instant second, Rendering rendering) {
        return database.transactions().inTransaction(tx -> {
            Optional<ArchivePage> held = find(tx, HOLD, feed, name, looks);
            if (held.isEmpty() || held.get().current()) {
                return held;
            }
            byte[] document = rendering.render(tx, held.get());
            tx.createNamedUpdate("archive.keep", KEEP)
                    .addParam("document", Compression.pack(document, ContentCoding.GZIP))
                    .addParam("looks", looks)
                    .addParam("labelled", held.get().labelled())
                    .addParam("hash", RenderedFeed.hash(document))
                    .addParam("second", second.atOffset(ZoneOffset.UTC))
                    .addParam("feed", feed.text())
                    .addParam("position", held.get().position())
                    .execute();
            return find(tx, FIND, feed, name, looks);
        });
    }

    /** Makes a page's document from what stands in it. */
    interface Rendering {
        byte[] render(DbExecute tx, ArchivePage page);
    }

    /** The stored document, compressed with gzip; empty if it changed meanwhile. */
    Optional<byte[]> document(ArchivePage page) {
        return page.hash()
                .flatMap(hash -> database.client()
                        .execute()
                        .createNamedGet("archive.document", DOCUMENT)
                        .addParam("feed", page.feed().text())
                        .addParam("position", page.position())
                        .addParam("hash", hash)
                        .execute()
                        .map(row -> row.column("document").get(byte[].class)));
    }

    private static Optional<ArchivePage> find(DbExecute db, String statement, FeedKey feed, String name, String looks) {
        return db.createNamedGet("archive.find", statement)
                .addParam("looks", looks)
                .addParam("feed", feed.text())
                .addParam("name", name)
                .execute()
                .map(ArchiveStore::toPage);
    }

    private static ArchivePage toPage(DbRow row) {
        return new ArchivePage(
                new FeedKey(row.column("feed").getString()),
                row.column("name").getString(),
                row.column("position").getLong(),
                row.column("after").getLong(),
                Optional.ofNullable(row.column("previous").get(String.class)),
                row.column("labelled").getLong(),
                row.column("current").getBoolean(),
                Optional.ofNullable(row.column("content_hash").get(String.class)),
                Optional.ofNullable(row.column("last_modified").get(Timestamp.class))
                        .map(Timestamp::toInstant));
    }
}
