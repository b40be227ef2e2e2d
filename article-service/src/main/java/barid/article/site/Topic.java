package barid.article.site;

import barid.kit.site.Languages;

import java.util.Map;

/** A topic as it is called today: a merged one has become the one it was merged into. */
public record Topic(String slug, Map<String, String> names) {
    /** A name and the language it is in. */
    public record Name(String text, String language) {
        /** {@code rtl} or {@code ltr}. */
        public String direction() {
            return Languages.direction(language);
        }
    }

    /** The name for readers of {@code language}: in it, else in {@code fallback}, else in any. */
    public Name name(String language, String fallback) {
        for (String candidate : new String[] {language, fallback}) {
            String text = names.get(candidate);
            if (text != null) {
                return new Name(text, candidate);
            }
        }
        return names.entrySet().stream()
                .min(Map.Entry.comparingByKey())
                .map(entry -> new Name(entry.getValue(), entry.getKey()))
                .orElseGet(() -> new Name(slug, "en"));
    }

    /** The path of its page in {@code language}. */
    public String path(String language) {
        return Paths.topic(language, slug);
    }
}
