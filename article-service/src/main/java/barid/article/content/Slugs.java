package barid.article.content;

import barid.kit.site.Languages;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names of articles in addresses: letters and digits of any script, joined by single hyphens. */
final class Slugs {
    static final int LIMIT = 100;
    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+(-[\\p{L}\\p{N}\\p{M}]+)*");

    private Slugs() {}

    /** Lower case and composed (NFC), so that what looks the same is the same. */
    static String normal(String text) {
        return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    static boolean wellFormed(String slug) {
        return slug.length() <= LIMIT && FORM.matcher(slug).matches() && !Languages.RESERVED.contains(slug);
    }

    /** Reads like the title, cut at a word; empty if the title has neither letter nor digit. */
    static Optional<String> of(String title) {
        String slug = normal(title)
                // apostrophes and the joiners inside words part nothing
                .replaceAll("['’\\u200c\\u200d\\u0640]", "")
                .replaceAll("[^\\p{L}\\p{N}\\p{M}]+", "-")
                .replaceAll("^-+|-+$", "");
        if (slug.length() > LIMIT - 10) {
            int cut = slug.lastIndexOf('-', LIMIT - 10);
            slug = cut > 20 ? slug.substring(0, cut) : cutAtLetter(slug, LIMIT - 10);
        }
        return slug.isEmpty() ? Optional.empty() : Optional.of(slug);
    }

    private static String cutAtLetter(String text, int length) {
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    /** The {@code n}th choice if others hold the name: itself, then with a number behind it. */
    static String choice(String slug, int n) {
        return n == 1 ? slug : slug + "-" + n;
    }
}
