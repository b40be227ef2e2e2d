package barid.article.html;

import java.util.List;
import java.util.StringJoiner;

/** What a page may load more than others because of the text on it, in the terms of a Content-Security-Policy. */
public final class EmbedPolicy {
    private EmbedPolicy() {}

    /** The directives for a sanitised text: its players' origins and no other's; empty if it holds no film and no sound. */
    public static String of(String html) {
        StringJoiner directives = new StringJoiner("; ");
        // A bracket in a text is always a reference: these are elements.
        List<String> players = Video.ORIGINS.stream()
                .filter(origin -> html.contains("<iframe") && html.contains(" src=\"" + origin + "/"))
                .toList();
        if (!players.isEmpty()) {
            directives.add("frame-src " + String.join(" ", players));
        }
        if (html.contains("<video") || html.contains("<audio")) {
            directives.add("media-src 'self' https:");
        }
        return directives.toString();
    }
}
