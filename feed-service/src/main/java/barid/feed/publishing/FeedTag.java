package barid.feed.publishing;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an entity tag of a subscription document says: {@code "{generation}.{position}.{content hash}-{coding}"}, so that any
 * replica can tell from the tag alone what its holder has.
 */
record FeedTag(String generation, long position, String hash) {
    private static final Pattern FORM =
            Pattern.compile("\"([0-9a-z]{1,40})\\.([0-9]{1,18})\\.([0-9a-f]{1,64})-[a-z]{1,10}\"");
    private static final int MOST = 20;

    /** The tags of our own among those of an If-None-Match field. */
    static List<FeedTag> in(String ifNoneMatch) {
        Matcher tags = FORM.matcher(ifNoneMatch);
        return tags.results()
                .limit(MOST)
                .map(tag -> new FeedTag(tag.group(1), Long.parseLong(tag.group(2)), tag.group(3)))
                .toList();
    }

    /** The strong tag, quotes included: each coding is a representation of its own. */
    String in(ContentCoding coding) {
        return "\"" + generation + "." + position + "." + hash + "-" + coding.word() + "\"";
    }
}
