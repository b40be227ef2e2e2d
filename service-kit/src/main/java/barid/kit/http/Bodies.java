package barid.kit.http;

import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Request bodies, never longer than the limit that the call states. */
public final class Bodies {
    private static final Pattern CHARSET = Pattern.compile(";\\s*charset=\"?([^\\s\";]*)", Pattern.CASE_INSENSITIVE);

    private Bodies() {}

    /** Reads the whole body; {@link Problem} 413 beyond {@code limit} bytes. */
    public static byte[] read(ServerRequest request, long limit) {
        requireLength(request, limit);
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] body = in.readNBytes(Math.toIntExact(limit + 1));
            if (body.length > limit) {
                throw Problem.tooLarge(limit);
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses by the declared length, before a byte is read. */
    public static void requireLength(ServerRequest request, long limit) {
        if (request.headers().contentLength().orElse(0) > limit) {
            throw Problem.tooLarge(limit);
        }
    }

    /** Refuses a body of another media type with 415; no type at all passes. */
    public static void requireType(ServerRequest request, String type) {
        request.headers().first(HeaderNames.CONTENT_TYPE).ifPresent(given -> {
            if (!given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(type)) {
                throw Problem.of(415, "unsupported-media-type", "This call takes " + type + ".");
            }
        });
    }

    /** Refuses a body that is said to be in another charset than UTF-8 with 415. */
    static void requireUtf8(ServerRequest request) {
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        Matcher charset = CHARSET.matcher(type);
        if (charset.find() && !charset.group(1).equalsIgnoreCase("utf-8")) {
            throw Problem.of(415, "unsupported-media-type", "This call takes UTF-8.");
        }
    }

    /** The text of these bytes; {@link Problem} 400 if they are not UTF-8. */
    static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.malformed("The body is not UTF-8.");
        }
    }

    /** Reads an HTML form; of a field given twice the first counts. */
    public static Map<String, String> form(ServerRequest request, long limit) {
        requireType(request, "application/x-www-form-urlencoded");
        Map<String, String> fields = new HashMap<>();
        for (String pair : new String(read(request, limit), StandardCharsets.UTF_8).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("The form is not URL-encoded.");
        }
    }

    /** The query parameters that a call may have; {@link Problem} 400 for any other. */
    public static Parameters query(ServerRequest request, String... known) {
        for (String name : request.query().names()) {
            if (!java.util.Arrays.asList(known).contains(name)) {
                throw Problem.malformed("The query parameter " + name + " is not one of this call.");
            }
        }
        return request.query();
    }
}
