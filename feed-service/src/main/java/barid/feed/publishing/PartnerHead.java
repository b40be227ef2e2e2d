package barid.feed.publishing;

import java.util.Optional;

/**
 * What the head of a partner's feed says of the partner.
 *
 * @param name the organisation's
 * @param language of all entries, if one was agreed
 * @param rights what it may do with the articles, if anything was agreed
 */
record PartnerHead(String name, Optional<String> language, Optional<String> rights) {}
