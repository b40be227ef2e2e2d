package barid.newsletter.editions;

import barid.newsletter.rows.JsonRows;
import barid.newsletter.stories.StoryKey;
import io.helidon.dbclient.DbExecute;

import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;

/** The forms in which variants were compiled for sending: evidence of the bytes that left. */
public final class CompiledFormStore {
    private static final String NOTE = """
            INSERT INTO mail_evidence (variant, omitted, hash, sources, compiled_at)
            VALUES (cast(:variant AS uuid), decode(:omitted, 'hex'), decode(:hash, 'hex'), cast(:sources AS jsonb), now())
            ON CONFLICT (variant, omitted, hash) DO NOTHING""";

    /** Names what is left out: SHA-256 in hexadecimal. */
    public static String omittedKey(Collection<StoryKey> omitted) {
        return Sources.sha256(omitted.stream().map(StoryKey::toString).sorted().collect(Collectors.joining("\n")));
    }

    /** {@code hash} is in hexadecimal; a form that is known already stays as it was noted first. */
    void note(DbExecute db, UUID variant, Collection<StoryKey> omitted, String hash, Sources sources) {
        db.createNamedInsert("mail-evidence.note", NOTE)
                .addParam("variant", variant.toString())
                .addParam("omitted", omittedKey(omitted))
                .addParam("hash", hash)
                .addParam("sources", JsonRows.write(sources))
                .execute();
    }
}
