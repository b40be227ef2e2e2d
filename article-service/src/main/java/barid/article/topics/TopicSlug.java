package barid.article.topics;

import barid.kit.site.Languages;
import com.ibm.icu.text.Transliterator;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The form of a topic's slug: lower-case ASCII words joined by hyphens. */
final class TopicSlug {
    static final int LIMIT = 100;
    private static final Pattern FORM = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Transliterator TO_ASCII =
            Transliterator.getInstance("Any-Latin; Latin-ASCII; NFD; [:Nonspacing Mark:] Remove; NFC");

    private TopicSlug() {}

    static boolean wellFormed(String slug) {
        return slug.length() <= LIMIT && FORM.matcher(slug).matches() && !Languages.RESERVED.contains(slug);
    }

    /** A slug that reads like {@code name} in any script; empty if no letter of it is known. */
    static Optional<String> of(String name) {
        String latin;
        // A transliterator keeps state while it works.
        synchronized (TO_ASCII) {
            latin = TO_ASCII.transliterate(name);
        }
        String slug = latin.toLowerCase(Locale.ROOT).replaceAll("['’ʼʿʾ`]", "").replaceAll("[^a-z0-9]+", "-");
        slug = trim(slug);
        if (slug.length() > LIMIT) {
            slug = trim(slug.substring(0, LIMIT));
        }
        if (Languages.RESERVED.contains(slug)) {
            slug = slug + "-topic";
        }
        return slug.isEmpty() ? Optional.empty() : Optional.of(slug);
    }

    private static String trim(String slug) {
        return slug.replaceAll("^-+|-+$", "");
    }
}
