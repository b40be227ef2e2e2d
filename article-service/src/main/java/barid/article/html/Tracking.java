package barid.article.html;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What watches readers: parameters that mark a click, and pictures that are fetched only to be counted. */
final class Tracking {
    /** Names of parameters by which campaigns and networks follow a click; they change nothing of what is shown. */
    private static final Set<String> PARAMETERS = Set.of(
            "fbclid",
            "gclid",
            "gclsrc",
            "dclid",
            "gbraid",
            "wbraid",
            "srsltid",
            "_gl",
            "_ga",
            "msclkid",
            "mc_cid",
            "mc_eid",
            "igsh",
            "igshid",
            "yclid",
            "ysclid",
            "_openstat",
            "twclid",
            "ttclid",
            "li_fat_id",
            "epik",
            "_hsenc",
            "_hsmi",
            "__hssc",
            "__hstc",
            "__hsfp",
            "hsctatracking",
            "vero_id",
            "vero_conv",
            "oly_anon_id",
            "oly_enc_id",
            "mkt_tok",
            "rb_clickid",
            "wickedid",
            "ml_subscriber",
            "ml_subscriber_hash",
            "ck_subscriber_id",
            "_branch_match_id",
            "_kx",
            "ir_clickid",
            "s_kwcid");

    private static final List<String> PREFIXES = List.of("utm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_");

    /** Hosts, with their subdomains, that serve nothing but counting. */
    private static final Set<String> HOSTS = Set.of(
            "pixel.wp.com",
            "stats.wordpress.com",
            "feedsportal.com",
            "doubleclick.net",
            "google-analytics.com",
            "googletagmanager.com",
            "googleadservices.com",
            "pixel.quantserve.com",
            "scorecardresearch.com",
            "bat.bing.com",
            "px.ads.linkedin.com",
            "analytics.twitter.com",
            "mc.yandex.ru",
            "counter.yadro.ru",
            "statcounter.com",
            "track.hubspot.com",
            "track.customer.io",
            "pixel.mathtag.com",
            "adnxs.com",
            "chartbeat.net",
            "imrworldwide.com",
            "hit.gemius.pl",
            "tr.snapchat.com",
            "analytics.tiktok.com",
            "pixel.parsely.com",
            "p.typekit.net",
            "sb.voicefive.com",
            "moatads.com",
            "adsrvr.org",
            "criteo.com",
            "mailtrack.io",
            "pixel.facebook.com");

    /** The beginnings of addresses at hosts that serve other things too. */
    private static final List<String> PLACES = List.of(
            "feeds.feedburner.com/~r/",
            "feeds.feedburner.com/~ff/",
            "feeds.wordpress.com/1.0/",
            "www.facebook.com/tr",
            "facebook.com/tr",
            "t.co/i/adsct",
            "medium.com/_/stat",
            "www.google.com/ads/",
            "www.paypal.com/en_us/i/scr/",
            "www.paypalobjects.com/en_us/i/scr/");

    private static final List<String> MAILERS = List.of(".list-manage.com/track/", ".sendgrid.net/wf/open");

    private Tracking() {}

    /** The same address without the parameters that mark its reader. */
    static String unmarked(String uri) {
        int fragment = uri.indexOf('#');
        String end = fragment < 0 ? "" : uri.substring(fragment);
        String address = fragment < 0 ? uri : uri.substring(0, fragment);
        if (end.length() > 1 && kept(end.substring(1)).isEmpty()) {
            end = "";
        }
        int query = address.indexOf('?');
        if (query < 0) {
            return address + end;
        }
        String given = address.substring(query + 1);
        String kept = kept(given);
        return kept.equals(given)
                ? address + end
                : address.substring(0, query) + (kept.isEmpty() ? "" : "?" + kept) + end;
    }

    private static String kept(String pairs) {
        return Arrays.stream(pairs.split("&", -1)).filter(pair -> !marks(pair)).collect(Collectors.joining("&"));
    }

    private static boolean marks(String pair) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals)).toLowerCase(Locale.ROOT);
        return equals >= 0 && (PARAMETERS.contains(name) || PREFIXES.stream().anyMatch(name::startsWith));
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /** Whether a picture at this absolute address is there to be counted and not to be seen. */
    static boolean counts(String address) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            return false;
        }
        String host = uri.getHost();
        if (host == null) {
            return false;
        }
        String place = (host + uri.getRawPath()).toLowerCase(Locale.ROOT);
        return within(host)
                || PLACES.stream().anyMatch(place::startsWith)
                || MAILERS.stream().anyMatch(place::contains);
    }

    private static boolean within(String host) {
        for (String rest = host; !rest.isEmpty(); rest = rest.substring(rest.indexOf('.') + 1)) {
            if (HOSTS.contains(rest)) {
                return true;
            }
            if (rest.indexOf('.') < 0) {
                return false;
            }
        }
        return false;
    }
}
