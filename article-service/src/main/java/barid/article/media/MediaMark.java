package barid.article.media;

import barid.kit.http.Problem;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in the list of media, newest first: just after this one. */
record MediaMark(Instant at, String id) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,17})-([0-9a-f]{64})");

    /** Before the newest. */
    static final MediaMark START = new MediaMark(Instant.parse("9999-12-31T00:00:00Z"), "");

    String text() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "-" + id;
    }

    static MediaMark parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw Problem.malformed("after is no place in this list.");
        }
        return new MediaMark(Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS), matcher.group(2));
    }
}
