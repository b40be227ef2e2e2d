package barid.article.search;

import java.util.Locale;

/** Whether all or only some of what was asked for has to be in a text. */
public enum Matching {
    ALL,
    ANY;

    /** Its name in the API. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
