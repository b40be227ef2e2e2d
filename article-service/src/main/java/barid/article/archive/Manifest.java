package barid.article.archive;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the archive says of itself.
 *
 * @param version of the format
 * @param tagAuthority of the installation that it is of; ids minted there keep it
 * @param languages of that installation, in its order
 * @param articles how many, as are {@code translations} and {@code media}
 * @param parts by name; pictures are not among them, since their names are their digests
 */
record Manifest(
        int version,
        Instant exportedAt,
        String tagAuthority,
        List<String> languages,
        long articles,
        long translations,
        long media,
        Map<String, Part> parts) {

    /** A part's lines, its length in bytes and its SHA-256 in hexadecimal. */
    record Part(long lines, long bytes, String sha256) {}

    /** Alone, to tell a newer archive whose other fields this software may not know. */
    @com.fasterxml.jackson.annotation.JsonIgnoreProperties(ignoreUnknown = true)
    record Version(int version) {}
}
