package barid.article.html;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an address as a browser would (WHATWG URL) and writes it as a URI (RFC 3986). */
final class WebAddress {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern HIERARCHY = Pattern.compile("//([^/?#]*)(.*)", Pattern.DOTALL);
    private static final Pattern TELEPHONE = Pattern.compile("tel:\\+?[0-9]{2,20}");
    private static final int LIMIT = 2048;

    private WebAddress() {}

    /** An absolute URI of one of {@code schemes}, or a path that begins with one slash; else empty. */
    static Optional<String> parse(String given, List<String> schemes) {
        // Browsers drop these wherever they stand: "java\nscript:" is a scheme to them.
        String text = given.replaceAll("[\\t\\n\\r]", "").strip();
        if (text.isEmpty() || text.length() > LIMIT || text.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        if (text.startsWith("//")) {
            text = "https:" + text;
        }
        if (text.startsWith("/")) {
            return wellFormed(encode(text));
        }
        Matcher matcher = SCHEME.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        if (!schemes.contains(scheme)) {
            return Optional.empty();
        }
        return switch (scheme) {
            case "mailto" -> wellFormed("mailto:" + encode(matcher.group(2)));
            case "tel" ->
                Optional.of("tel:" + matcher.group(2).replaceAll("%20|%28|%29|[\\s().-]", ""))
                        .filter(tel -> TELEPHONE.matcher(tel).matches());
            default -> hierarchical(scheme, matcher.group(2));
        };
    }

    private static Optional<String> hierarchical(String scheme, String rest) {
        Matcher matcher = HIERARCHY.matcher(rest);
        if (!matcher.matches() || matcher.group(1).isEmpty()) {
            return Optional.empty();
        }
        String authority = matcher.group(1);
        // A name before the host is only ever seen where a reader is to be misled.
        if (authority.indexOf('@') >= 0) {
            return Optional.empty();
        }
        try {
            authority = IDN.toASCII(authority, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return wellFormed(scheme + "://" + authority + encode(matcher.group(2)));
    }

    private static Optional<String> wellFormed(String uri) {
        try {
            return Optional.of(new URI(uri).toASCIIString());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c <= 0x20 || c >= 0x7f || "\"<>`{}|^[]".indexOf(c) >= 0) {
                encoded.append(String.format("%%%02X", (int) c));
            } else {
                encoded.append(c);
            }
        }
        // a percent sign that begins no escape is one itself; a second "#" belongs to the fragment
        String uri = encoded.toString().replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
        int fragment = uri.indexOf('#');
        return fragment < 0
                ? uri
                : uri.substring(0, fragment + 1) + uri.substring(fragment + 1).replace("#", "%23");
    }
}
