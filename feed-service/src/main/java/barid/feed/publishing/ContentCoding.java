package barid.feed.publishing;

import java.util.Locale;

/** The content codings in which every document is kept (RFC 9110 section 8.4.1). */
enum ContentCoding {
    IDENTITY,
    GZIP;

    /** The word in headers and tags. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The best that an Accept-Encoding field allows (RFC 9110 section 12.5.3), gzip where the client has no preference;
     * identity if it allows none, since a feed is better than a 406.
     */
    static ContentCoding negotiate(String acceptEncoding) {
        double identity = -1;
        double gzip = -1;
        double any = -1;
        for (String part : acceptEncoding.split(",", -1)) {
            String[] pieces = part.split(";", -1);
            double weight = weight(pieces);
            switch (pieces[0].strip().toLowerCase(Locale.ROOT)) {
                case "gzip", "x-gzip" -> gzip = weight;
                case "identity" -> identity = weight;
                case "*" -> any = weight;
                default -> {}
            }
        }
        double gzipWeight = gzip >= 0 ? gzip : Math.max(any, 0);
        // Identity is acceptable unless it is excluded, but what is named goes before what is merely not excluded.
        double identityWeight = identity >= 0 ? identity : any >= 0 ? any : 0.0001;
        return gzipWeight > 0 && gzipWeight >= identityWeight ? GZIP : IDENTITY;
    }

    private static double weight(String[] pieces) {
        for (int i = 1; i < pieces.length; i++) {
            String piece = pieces[i].strip().toLowerCase(Locale.ROOT);
            if (piece.startsWith("q=")) {
                try {
                    return Math.clamp(Double.parseDouble(piece.substring(2)), 0, 1);
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
