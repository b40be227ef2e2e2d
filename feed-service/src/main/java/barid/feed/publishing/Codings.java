package barid.feed.publishing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers what was negotiated by the Accept-Encoding values of the commonest clients, since these are few. */
final class Codings {
    private static final int MOST = 500;
    private static final int LONGEST = 100;

    private final Map<String, ContentCoding> known = new ConcurrentHashMap<>();

    /** {@link ContentCoding#negotiate}. */
    ContentCoding of(String acceptEncoding) {
        ContentCoding coding = known.get(acceptEncoding);
        if (coding == null) {
            coding = ContentCoding.negotiate(acceptEncoding);
            if (known.size() < MOST && acceptEncoding.length() <= LONGEST) {
                known.put(acceptEncoding, coding);
            }
        }
        return coding;
    }
}
