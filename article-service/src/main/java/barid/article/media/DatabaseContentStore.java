package barid.article.media;

import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;

/** Keeps the bytes in PostgreSQL, where the backup of the database holds them too. */
final class DatabaseContentStore implements ContentStore {
    private static final String PUT = """
            INSERT INTO media_content (name, content) VALUES (:name, :content) ON CONFLICT (name) DO NOTHING""";

    /** Storage is external: a piece costs the blocks that it lies in, not the whole. */
    private static final String PIECE = """
            SELECT substring(content FROM :start FOR :length) AS piece FROM media_content WHERE name = :name""";

    private static final String HOLDS = "SELECT EXISTS (SELECT FROM media_content WHERE name = :name) AS held";

    private static final String DELETE = "DELETE FROM media_content WHERE name = any(:names)";

    private static final int PIECE_BYTES = 1 << 20;

    private final Database database;

    DatabaseContentStore(Database database) {
        this.database = database;
    }

    @Override
    public void put(DbExecute tx, String name, String type, byte[] content) {
        tx.createNamedInsert("media-content.put", PUT)
                .addParam("name", name)
                .addParam("content", content)
                .execute();
    }

    @Override
    public Optional<InputStream> open(String name, long offset, long length) {
        return piece(name, offset, length).map(first -> new Pieces(name, first, offset, offset + length));
    }

    /** Read piece by piece, so that a slow reader holds neither a connection nor the whole picture. */
    private final class Pieces extends InputStream {
        private final String name;
        private final long end;
        private long next;
        private ByteArrayInputStream piece;

        Pieces(String name, byte[] first, long offset, long end) {
            this.name = name;
            this.end = end;
            this.next = offset + first.length;
            this.piece = new ByteArrayInputStream(first);
        }

        @Override
        public int read() throws IOException {
            return more() ? piece.read() : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return more() ? piece.read(bytes, offset, length) : -1;
        }

        private boolean more() throws IOException {
            if (piece.available() == 0 && next < end) {
                byte[] bytes = piece(name, next, end - next)
                        .filter(found -> found.length > 0)
                        .orElseThrow(() -> new IOException(name + " was deleted while it was read"));
                next += bytes.length;
                piece = new ByteArrayInputStream(bytes);
            }
            return piece.available() > 0;
        }
    }

    private Optional<byte[]> piece(String name, long offset, long length) {
        return database.client()
                .execute()
                .createNamedGet("media-content.piece", PIECE)
                // counted from 1
                .addParam("start", Math.toIntExact(offset + 1))
                .addParam("length", (int) Math.min(PIECE_BYTES, length))
                .addParam("name", name)
                .execute()
                .map(row -> row.column("piece").get(byte[].class));
    }

    @Override
    public boolean holds(String name) {
        return database.client()
                .execute()
                .createNamedGet("media-content.holds", HOLDS)
                .addParam("name", name)
                .execute()
                .orElseThrow()
                .column("held")
                .getBoolean();
    }

    @Override
    public void delete(DbExecute tx, Collection<String> names) {
        tx.createNamedDelete("media-content.delete", DELETE)
                .addParam("names", names.toArray(String[]::new))
                .execute();
    }
}
