package barid.article.content;

import barid.kit.db.Database;
import barid.kit.site.Organisation;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;

/** Mints the installation at the first start. */
public final class InstallationStore {
    private static final String MINT = """
            INSERT INTO installation (tag_authority, secret) VALUES (:authority, :secret) ON CONFLICT DO NOTHING""";

    private static final String READ = "SELECT tag_authority FROM installation";

    private InstallationStore() {}

    /** This database's installation; named after the host and the year if it is the first start. */
    public static Installation open(
            Database database, Organisation organisation, InstantSource clock, SecureRandom random) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return database.transactions().inTransaction(tx -> {
            tx.createNamedInsert("installation.mint", MINT)
                    .addParam(
                            "authority",
                            host(organisation) + ","
                                    + clock.instant().atOffset(ZoneOffset.UTC).getYear())
                    .addParam("secret", secret)
                    .execute();
            return new Installation(tx.createNamedGet("installation.read", READ)
                    .execute()
                    .orElseThrow()
                    .column("tag_authority")
                    .getString());
        });
    }

    /** A tag's authority is a host name or address without brackets (RFC 4151 section 2.1). */
    private static String host(Organisation organisation) {
        String host = organisation.articles().getHost();
        return host == null || !host.matches("[A-Za-z0-9.-]+") ? "localhost" : host.toLowerCase(Locale.ROOT);
    }
}
