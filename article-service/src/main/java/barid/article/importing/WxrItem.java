package barid.article.importing;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One {@code <item>} of a WordPress export, as it stands there.
 *
 * @param ordinal its place in the file, from 1
 * @param type {@code post}, {@code page}, {@code attachment}, {@code nav_menu_item}, …
 * @param name the slug, percent-encoded as WordPress keeps it, and cut at 200 bytes
 * @param status {@code publish}, {@code draft}, {@code future}, …
 * @param local the date by the blog's own clock, as text
 * @param comments how many stand below it
 * @param meta by key; of a key that stands there more than once, the first
 */
record WxrItem(
        int ordinal,
        String id,
        String type,
        String status,
        String title,
        String link,
        String guid,
        String creator,
        String content,
        String excerpt,
        String name,
        String password,
        String parent,
        String attachmentUrl,
        Optional<Instant> published,
        Optional<Instant> modified,
        String local,
        Optional<Instant> pubDate,
        List<Category> categories,
        List<String> oldNames,
        Map<String, String> meta,
        int comments) {
    static final List<String> ARTICLES = List.of("post", "page");
    private static final List<String> LEFT = List.of("trash", "auto-draft");

    /**
     * A term that the item is filed under.
     *
     * @param domain the taxonomy: {@code category}, {@code post_tag}, {@code language}, …
     */
    record Category(String domain, String nicename, String name) {}

    boolean isArticle() {
        return ARTICLES.contains(type) && !LEFT.contains(status);
    }

    boolean isAttachment() {
        return type.equals("attachment");
    }

    Optional<Category> first(String domain) {
        return categories.stream()
                .filter(category -> category.domain().equals(domain))
                .findFirst();
    }

    Optional<String> meta(String key) {
        return Optional.ofNullable(meta.get(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The id under which readers of the old feed know it. */
    String knownAs() {
        if (!guid.isEmpty()) {
            return guid;
        }
        return link.isEmpty() ? "?p=" + id : link;
    }
}
