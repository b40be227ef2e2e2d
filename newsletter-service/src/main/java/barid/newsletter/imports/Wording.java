package barid.newsletter.imports;

import barid.kit.site.Dates;
import barid.kit.site.Languages;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;

import java.time.Instant;

/** The words of these pages in one language; public because templates are another package. */
public record Wording(Texts.In in, Organisation organisation) {
    public String get(String key, Object... arguments) {
        return in.get(key, arguments);
    }

    public String language() {
        return in.language();
    }

    public String number(long number) {
        return in.get("number", number);
    }

    public String time(Instant at) {
        return Dates.dayAndTime(at, in.language(), organisation.zone());
    }

    /** A language by its name in the page's. */
    public String name(String tag) {
        return Languages.nameIn(tag, in.language());
    }
}
