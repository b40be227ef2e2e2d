package barid.feed.partners;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who a client says it is (HTTP Basic, RFC 7617 section 2); both are empty if it does not say. */
record BasicCredentials(String user, String password) {
    private static final BasicCredentials NONE = new BasicCredentials("", "");
    private static final String SCHEME = "Basic ";
    private static final int LONGEST = 1_000;

    static BasicCredentials of(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.AUTHORIZATION)
                .filter(header ->
                        header.length() <= LONGEST && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> decode(header.substring(SCHEME.length()).strip()))
                .orElse(NONE);
    }

    private static BasicCredentials decode(String text) {
        try {
            String pair = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? NONE : new BasicCredentials(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return NONE;
        }
    }

    boolean isNone() {
        return user.isEmpty() && password.isEmpty();
    }

    /** The password is for no log. */
    @Override
    public String toString() {
        return "credentials of " + user;
    }
}
