package barid.feed.partners;

import java.util.List;
import java.util.Optional;

/**
 * What was agreed with a partner.
 *
 * @param contact whom to write to or to call; may be empty
 * @param languages of the articles (BCP 47); empty means all
 * @param topics slugs of topics, one of which an article must have; empty means all articles
 * @param rights what the partner may do with the articles, said in the feed; may be empty
 * @param perMinute how many full answers the partner is given in a minute
 */
public record Terms(
        String name, String contact, List<String> languages, List<String> topics, String rights, int perMinute) {
    static final int PER_MINUTE = 60;

    /** Whether the same articles belong to the feed. */
    boolean selectsAs(Terms other) {
        return languages.equals(other.languages) && topics.equals(other.topics);
    }

    /** Whether the feed's head says the same. */
    boolean readsAs(Terms other) {
        return name.equals(other.name) && rights.equals(other.rights) && speaks().equals(other.speaks());
    }

    /** The one language of the feed, in which its head speaks too. */
    private Optional<String> speaks() {
        return languages.size() == 1 ? Optional.of(languages.getFirst()) : Optional.empty();
    }
}
