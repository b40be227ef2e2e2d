package barid.article.conditional;

import barid.kit.http.Answers;
import barid.kit.http.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** JSON that a client may keep and ask about again. */
public final class JsonAnswers {
    private JsonAnswers() {}

    /** Sends {@code view} with a tag made of what is shown alone, or 304 to a client that has it. */
    public static void revalidated(ServerRequest request, ServerResponse response, Object view) {
        byte[] body = Json.write(view);
        String etag = '"' + digest(body) + '"';
        response.header(HeaderNames.ETAG, etag).header(HeaderNames.CACHE_CONTROL, "no-cache");
        if (EntityTags.noneMatch(request, etag)) {
            response.status(Status.NOT_MODIFIED_304).send();
        } else {
            Answers.send(request, response, "application/json", body);
        }
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
