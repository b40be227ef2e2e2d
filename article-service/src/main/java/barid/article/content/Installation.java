package barid.article.content;

import java.util.UUID;

/**
 * What this installation is called for ever.
 *
 * @param tagAuthority the authority of the tag: URIs minted here (RFC 4151)
 */
public record Installation(String tagAuthority) {
    String entryId(UUID article, String language) {
        return "tag:" + tagAuthority + ":" + article + ":" + language;
    }
}
