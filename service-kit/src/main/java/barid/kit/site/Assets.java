package barid.kit.site;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Style sheet, fonts and icon, each under a name that holds the hash of its bytes: what a name once meant it means for
 * ever, so caches never ask again.
 */
final class Assets {
    private static final Pattern REFERENCE = Pattern.compile("url\\(\"fonts/([^\"]+)\"\\)");

    private final String prefix;
    private final Map<String, Asset> assets = new TreeMap<>();
    private final Map<String, String> names = new TreeMap<>();

    private static final class Asset {
        final String type;
        final String tag;
        final byte[] bytes;

        Asset(String type, String tag, byte[] bytes) {
            this.type = type;
            this.tag = tag;
            this.bytes = bytes;
        }
    }

    Assets(String prefix, Accent accent) {
        this.prefix = prefix;
        String css = fontsReplaced(text("fonts.css")) + text("site.css") + accent.css();
        add("site.css", "text/css; charset=UTF-8", css.getBytes(StandardCharsets.UTF_8));
        add("icon.svg", "image/svg+xml", icon(accent).getBytes(StandardCharsets.UTF_8));
        add("OFL.txt", "text/plain; charset=UTF-8", bytes("fonts/OFL.txt"));
    }

    private String fontsReplaced(String css) {
        return REFERENCE.matcher(css).replaceAll(found -> {
            String file = found.group(1);
            if (!names.containsKey(file)) {
                add(file, "font/woff2", bytes("fonts/" + file));
            }
            return Matcher.quoteReplacement("url(\"" + names.get(file) + "\")");
        });
    }

    private void add(String file, String type, byte[] bytes) {
        String hash = Hash.of(bytes);
        int dot = file.lastIndexOf('.');
        String name = file.substring(0, dot) + "." + hash + file.substring(dot);
        assets.put(name, new Asset(type, "\"" + hash + "\"", bytes));
        names.put(file, name);
    }

    private static String icon(Accent accent) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="%s"/>\
                <path d="M6 9h20v14H6z" fill="%s"/><path d="M6 9l10 8 10-8" fill="none" stroke="%s" stroke-width="2"/></svg>
                """.formatted(accent.light(), accent.lightInk(), accent.light());
    }

    private static String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String file) {
        try (InputStream in = Assets.class.getResourceAsStream("assets/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the asset " + file + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path of a file: {@code /assets/site.3f9c….css}. */
    String url(String file) {
        String name = names.get(file);
        if (name == null) {
            throw new IllegalArgumentException("no asset " + file);
        }
        return prefix + "/" + name;
    }

    void register(HttpRules rules) {
        Endpoint.at(prefix + "/{file}").get(this::serve).register(rules);
    }

    private void serve(ServerRequest request, ServerResponse response) {
        Asset asset = assets.get(request.path().pathParameters().get("file"));
        if (asset == null) {
            throw Problem.notFound();
        }
        response.header(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable");
        // Fonts are fetched as from another origin; a page on another port of the same host may use them too.
        response.header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if (!Validators.unchanged(request, response, asset.tag)) {
            Answers.send(request, response, asset.type, asset.bytes);
        }
    }
}
