package barid.article.media;

import io.helidon.dbclient.DbExecute;

import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;

/** Keeps new bytes in one place, and finds in another what was put there before the setting was changed. */
record MovedContentStore(ContentStore place, ContentStore former) implements ContentStore {
    @Override
    public void put(DbExecute tx, String name, String type, byte[] content) {
        place.put(tx, name, type, content);
    }

    @Override
    public Optional<InputStream> open(String name, long offset, long length) {
        return place.open(name, offset, length).or(() -> former.open(name, offset, length));
    }

    @Override
    public boolean holds(String name) {
        return place.holds(name) || former.holds(name);
    }

    @Override
    public void delete(DbExecute tx, Collection<String> names) {
        place.delete(tx, names);
        former.delete(tx, names);
    }
}
