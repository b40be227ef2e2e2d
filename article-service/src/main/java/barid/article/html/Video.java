package barid.article.html;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A film at one of the hosts whose players may stand in an article.
 *
 * <p>Why these: each has a player of its own address that needs no script of ours, and what it asks its visitors for can be
 * kept small: YouTube's without cookies, Vimeo's with tracking switched off.
 *
 * @param player the address of the player, in the one form that is kept; none if the host gives no player for this address
 * @param page where a reader without frames sees it
 */
record Video(@Nullable String player, String page) {
    private static final String YOUTUBE = "https://www.youtube-nocookie.com";
    private static final String VIMEO = "https://player.vimeo.com";
    private static final String DAILYMOTION = "https://geo.dailymotion.com";
    private static final String ARCHIVE = "https://archive.org";

    /** The origins of all players, as a Content-Security-Policy names them. */
    static final List<String> ORIGINS = List.of(YOUTUBE, VIMEO, DAILYMOTION, ARCHIVE);

    private static final Pattern WATCHED = Pattern.compile("/(?:embed|v|shorts|live)/([A-Za-z0-9_-]{11})");
    private static final Pattern YOUTUBE_ID = Pattern.compile("[A-Za-z0-9_-]{11}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern SECONDS = Pattern.compile("(?:([0-9]{1,2})h)?(?:([0-9]{1,3})m)?(?:([0-9]{1,6})s?)?");
    private static final Pattern VIMEO_FILM = Pattern.compile("/(?:video/)?([0-9]{1,12})(?:/([0-9a-f]{6,20}))?");
    private static final Pattern VIMEO_KEY = Pattern.compile("[0-9a-f]{6,20}");
    private static final Pattern DAILYMOTION_PLAYER = Pattern.compile("/player/([A-Za-z0-9]{1,20})\\.html");
    private static final Pattern DAILYMOTION_FILM = Pattern.compile("/(?:embed/)?video/([A-Za-z0-9]{1,30})");
    private static final Pattern DAILYMOTION_ID = Pattern.compile("[A-Za-z0-9]{1,30}");
    private static final Pattern ARCHIVED = Pattern.compile("/(?:embed|details)/([A-Za-z0-9_.-]{1,100})");

    /** The film that an http or https address leads to, whichever of its host's forms it has. */
    static Optional<Video> at(String address) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (uri.getHost() == null || uri.getPort() != -1 || uri.getRawPath() == null) {
            return Optional.empty();
        }
        String path = uri.getRawPath();
        Map<String, String> query = query(uri.getRawQuery());
        return switch (uri.getHost()) {
            case "youtube.com",
                    "www.youtube.com",
                    "m.youtube.com",
                    "youtube-nocookie.com",
                    "www.youtube-nocookie.com" -> youtube(path, query);
            case "youtu.be" -> youtube("/embed" + path, query);
            case "player.vimeo.com", "vimeo.com", "www.vimeo.com" -> vimeo(path, query);
            case "geo.dailymotion.com", "www.dailymotion.com", "dailymotion.com" -> dailymotion(path, query);
            case "archive.org", "www.archive.org" -> archive(path);
            default -> Optional.empty();
        };
    }

    private static Optional<Video> youtube(String path, Map<String, String> query) {
        Matcher matcher = WATCHED.matcher(path);
        String id = matcher.matches() ? matcher.group(1) : path.equals("/watch") ? query.getOrDefault("v", "") : "";
        String list = word(query.get("list"));
        if (path.equals("/playlist") || id.equals("videoseries")) {
            return list.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Video(
                            YOUTUBE + "/embed/videoseries?list=" + list,
                            "https://www.youtube.com/playlist?list=" + list));
        }
        if (id.equals("live_stream")) {
            String channel = word(query.get("channel"));
            return channel.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Video(
                            YOUTUBE + "/embed/live_stream?channel=" + channel,
                            "https://www.youtube.com/channel/" + channel + "/live"));
        }
        if (!YOUTUBE_ID.matcher(id).matches()) {
            return Optional.empty();
        }
        int start = seconds(query.getOrDefault("start", query.getOrDefault("t", "")));
        StringBuilder player = new StringBuilder(YOUTUBE + "/embed/" + id);
        parameter(player, "start", start > 0 ? Integer.toString(start) : "");
        int end = seconds(query.getOrDefault("end", ""));
        parameter(player, "end", end > 0 ? Integer.toString(end) : "");
        // Subtitles in the article's language are part of what an editor chooses; nothing else is.
        parameter(player, "cc_load_policy", word(query.get("cc_load_policy")));
        parameter(player, "cc_lang_pref", word(query.get("cc_lang_pref")));
        parameter(player, "hl", word(query.get("hl")));
        return Optional.of(new Video(
                player.toString(), "https://www.youtube.com/watch?v=" + id + (start > 0 ? "&t=" + start + "s" : "")));
    }

    private static Optional<Video> vimeo(String path, Map<String, String> query) {
        Matcher matcher = VIMEO_FILM.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String id = matcher.group(1);
        String key = matcher.group(2) != null ? matcher.group(2) : query.getOrDefault("h", "");
        boolean unlisted = VIMEO_KEY.matcher(key).matches();
        return Optional.of(new Video(
                VIMEO + "/video/" + id + "?" + (unlisted ? "h=" + key + "&" : "") + "dnt=1",
                "https://vimeo.com/" + id + (unlisted ? "/" + key : "")));
    }

    /** Without the id of a player of one's own, which only the new address holds, Dailymotion may refuse. */
    private static Optional<Video> dailymotion(String path, Map<String, String> query) {
        Matcher own = DAILYMOTION_PLAYER.matcher(path);
        String id = query.getOrDefault("video", "");
        if (own.matches() && DAILYMOTION_ID.matcher(id).matches()) {
            return Optional.of(new Video(
                    DAILYMOTION + "/player/" + own.group(1) + ".html?video=" + id,
                    "https://www.dailymotion.com/video/" + id));
        }
        Matcher film = DAILYMOTION_FILM.matcher(path);
        return film.matches()
                ? Optional.of(new Video(null, "https://www.dailymotion.com/video/" + film.group(1)))
                : Optional.empty();
    }

    private static Optional<Video> archive(String path) {
        Matcher matcher = ARCHIVED.matcher(path);
        return matcher.matches()
                ? Optional.of(
                        new Video(ARCHIVE + "/embed/" + matcher.group(1), ARCHIVE + "/details/" + matcher.group(1)))
                : Optional.empty();
    }

    private static void parameter(StringBuilder address, String name, String value) {
        if (!value.isEmpty()) {
            address.append(address.indexOf("?") < 0 ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(value);
        }
    }

    private static String word(@Nullable String value) {
        return value != null && WORD.matcher(value).matches() ? value : "";
    }

    /** {@code 90}, {@code 90s} and {@code 1m30s} are the same; 0 if it is no such time. */
    private static int seconds(String value) {
        Matcher matcher = SECONDS.matcher(value);
        if (!matcher.matches()) {
            return 0;
        }
        return 3600 * number(matcher.group(1)) + 60 * number(matcher.group(2)) + number(matcher.group(3));
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        Arrays.stream(raw == null ? new String[0] : raw.split("&", 50)).forEach(pair -> {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.putIfAbsent(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
            }
        });
        return query;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
