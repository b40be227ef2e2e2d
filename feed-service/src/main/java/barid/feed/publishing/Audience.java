package barid.feed.publishing;

import java.time.Duration;

/** Who may keep an answer (RFC 9111). */
public enum Audience {
    /** Anyone, and every cache on the way. */
    PUBLIC("public", "Accept-Encoding"),
    /** The partner who asked. */
    PARTNER("private", "Accept-Encoding, Authorization");

    static final Duration MAX_AGE = Duration.ofMinutes(5);

    private final String scope;
    private final String vary;

    Audience(String scope, String vary) {
        this.scope = scope;
        this.vary = vary;
    }

    /** The value of Cache-Control. */
    String cacheControl() {
        return scope + ", max-age=" + MAX_AGE.toSeconds() + ", stale-while-revalidate=60";
    }

    /** The value of Vary. */
    String vary() {
        return vary;
    }
}
