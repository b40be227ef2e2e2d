package barid.feed.directory;

import barid.kit.http.Answers;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;

/** The few lines that give each address a button to copy it; without them the address is there to be selected. */
final class CopyScript {
    private final byte[] script = read();
    private final String path = path(script);

    /** Holds a check sum, so that caches may keep the script for ever. */
    String path() {
        return path;
    }

    private static String path(byte[] script) {
        CRC32 sum = new CRC32();
        sum.update(script);
        return "/feeds/copy-" + Long.toHexString(sum.getValue()) + ".js";
    }

    private static byte[] read() {
        try (InputStream in = CopyScript.class.getResourceAsStream("copy.js")) {
            if (in == null) {
                throw new IllegalStateException("copy.js is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void serve(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable");
        Answers.send(request, response, "text/javascript; charset=UTF-8", script);
    }
}
