package barid.newsletter.mail;

import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import com.ibm.icu.util.ULocale;

import java.util.List;

/** The language in which the software speaks in a reader's mail. */
public final class MailLanguage {
    private MailLanguage() {}

    /** The first of hers that the software speaks, else the installation's. */
    public static String of(List<String> languages, Organisation organisation) {
        return languages.stream()
                .map(language -> ULocale.forLanguageTag(language).getLanguage())
                .filter(Texts.LANGUAGES::contains)
                .findFirst()
                .orElse(organisation.fallback());
    }
}
