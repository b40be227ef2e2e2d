package barid.newsletter.imports;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import static barid.newsletter.imports.ColumnMeaning.*;

/** Knows columns by their headings: ours, those of Mailchimp, listmonk and Ghost, and plain words in ar, en, fr. Pure. */
final class Headings {
    private static final Map<String, ColumnMeaning> KNOWN = new HashMap<>();

    static {
        know(
                EMAIL,
                "email",
                "emailaddress",
                "mail",
                "mailaddress",
                "adresseemail",
                "adressemail",
                "adresseelectronique");
        know(EMAIL, "courriel", "adressecourriel", "البريدالإلكتروني", "البريدالالكتروني", "بريدإلكتروني", "البريد");
        know(EMAIL, "عنوانالبريدالإلكتروني", "الايميل", "الإيميل");
        know(LANGUAGES, "languages", "language", "lang", "locale", "langue", "langues", "اللغة", "اللغات", "لغة");
        know(TOPICS, "topics", "topic", "themes", "theme", "sujets", "المواضيع", "الموضوعات", "الموضوع");
        know(CADENCE, "cadence", "frequency", "frequence", "periodicite", "التواتر", "الوتيرة", "دوريةالإرسال");
        know(HOUR, "hour", "heure", "الساعة");
        know(DAY, "day", "jour", "اليوم");
        know(ZONE, "zone", "timezone", "fuseauhoraire", "fuseau", "المنطقةالزمنية");
        know(STATE, "state", "status", "subscriptionstatus", "subscribedtoemails", "emailmarketing", "subscribed");
        know(STATE, "statut", "etat", "الحالة");
        know(LEFT, "unsubtime", "deletedat", "unsubscribedat");
        know(CLEANED, "cleantime", "bouncedat");
        know(REASON, "unsubreason");
        know(CONSENTED, "consented", "consenttime", "consentedat", "optintime", "confirmtime", "confirmedat");
        know(ATTRIBUTES, "attributes");
    }

    /** Mailchimp exports both; the later one is the confirmation. */
    private static final Set<ColumnMeaning> LAST_COUNTS = EnumSet.of(CONSENTED);

    private Headings() {}

    private static void know(ColumnMeaning meaning, String... headings) {
        for (String heading : headings) {
            KNOWN.put(plain(heading), meaning);
        }
    }

    /** What the column under this heading holds, as far as the heading tells. */
    static ColumnMeaning meaning(String heading) {
        return KNOWN.getOrDefault(plain(heading), IGNORE);
    }

    /** The meanings of a row of headings, each but the states once; {@code created_at} counts where nothing tells better. */
    static List<ColumnMeaning> meanings(List<String> headings) {
        List<ColumnMeaning> meanings = new ArrayList<>();
        for (String heading : headings) {
            ColumnMeaning meaning = meaning(heading);
            int before = meaning.single() ? meanings.indexOf(meaning) : -1;
            if (before < 0) {
                meanings.add(meaning);
            } else if (LAST_COUNTS.contains(meaning)) {
                meanings.set(before, IGNORE);
                meanings.add(meaning);
            } else {
                meanings.add(IGNORE);
            }
        }
        int created = headings.stream().map(Headings::plain).toList().indexOf("createdat");
        if (created >= 0 && !meanings.contains(CONSENTED)) {
            meanings.set(created, CONSENTED);
        }
        return meanings;
    }

    /** Letters alone, in lower case, without accents: as people vary headings. */
    private static String plain(String heading) {
        return Normalizer.normalize(heading, Normalizer.Form.NFKD)
                .replaceAll("[^\\p{L}]", "")
                .toLowerCase(Locale.ROOT);
    }
}
