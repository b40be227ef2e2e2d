package barid.newsletter.console;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.newsletter.frame.ConsoleFrame;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;

/** The few lines that keep a page of the console fresh; without them the page asks the browser to load it again. */
final class LiveScript {
    private final byte[] script = read();
    private final String path = path(script);

    /** Holds a check sum, so that caches may keep the script for ever. */
    String path() {
        return path;
    }

    void register(HttpRules rules) {
        Endpoint.at(path)
                .get((request, response) -> {
                    response.header(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable");
                    Answers.send(request, response, "text/javascript; charset=UTF-8", script);
                })
                .register(rules);
    }

    private static String path(byte[] script) {
        CRC32 sum = new CRC32();
        sum.update(script);
        return ConsoleFrame.ROOT + "/live-" + Long.toHexString(sum.getValue()) + ".js";
    }

    private static byte[] read() {
        try (InputStream in = LiveScript.class.getResourceAsStream("live.js")) {
            if (in == null) {
                throw new IllegalStateException("live.js is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
