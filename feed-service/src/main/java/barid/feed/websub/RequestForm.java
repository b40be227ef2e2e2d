package barid.feed.websub;

import barid.feed.entries.FeedKey;
import barid.feed.publishing.FeedDocument;
import barid.feed.publishing.FeedFormat;
import barid.kit.http.GuardedClient;
import barid.kit.http.Problem;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the form of a subscription request; every field at fault is named. */
final class RequestForm {
    static final Duration LEASE = Duration.ofDays(10);
    static final Duration SHORTEST = Duration.ofHours(1);
    static final Duration LONGEST = Duration.ofDays(30);

    private static final int LONGEST_URL = 2_000;
    /** "MUST be less than 200 bytes in length" (WebSub section 5.1). */
    private static final int SECRET_LIMIT = 200;

    private static final String FEEDS = "/feeds/";

    private final String base;
    private final Newest newest;
    private final GuardedClient http;

    /** {@code base} is the public URL of feed-service. */
    RequestForm(String base, Newest newest, GuardedClient http) {
        this.base = base;
        this.newest = newest;
        this.http = http;
    }

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String reason) {
            super(reason, null, false, false);
        }
    }

    private interface Field<T> {
        T read(String given) throws Refusal;
    }

    /** {@link Problem} 422 that names all the fields at fault. */
    SubscriptionRequest read(Map<String, String> form) {
        List<Problem.FieldError> errors = new ArrayList<>();
        Function<String, String> given = name -> form.getOrDefault(name, "");
        var mode = field("hub.mode", given, this::mode, errors);
        var document = field("hub.topic", given, this::document, errors);
        var callback = field("hub.callback", given, this::callback, errors);
        var lease = field("hub.lease_seconds", given, this::lease, errors);
        var secret = field("hub.secret", given, this::secret, errors);
        if (!errors.isEmpty()) {
            throw Problem.fields(errors);
        }
        return new SubscriptionRequest(
                mode.orElseThrow(),
                document.orElseThrow(),
                callback.orElseThrow(),
                secret.orElseThrow(),
                lease.orElseThrow());
    }

    private static <T> Optional<T> field(
            String name, Function<String, String> given, Field<T> reader, List<Problem.FieldError> errors) {
        try {
            return Optional.of(reader.read(given.apply(name)));
        } catch (Refusal e) {
            errors.add(new Problem.FieldError(name, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private SubscriptionRequest.Mode mode(String given) throws Refusal {
        return Arrays.stream(SubscriptionRequest.Mode.values())
                .filter(mode -> mode.word().equals(given))
                .findFirst()
                .orElseThrow(() -> new Refusal("must be subscribe or unsubscribe"));
    }

    private FeedDocument document(String given) throws Refusal {
        return Optional.of(given)
                .filter(url -> url.startsWith(base + FEEDS))
                .map(url -> url.substring(base.length()))
                .flatMap(RequestForm::parse)
                .filter(document -> newest.find(document).isPresent())
                .orElseThrow(() -> new Refusal("must be the URL of one of the feeds here, exactly"));
    }

    /** A partner's feed has a path of its own, and so is never found. */
    private static Optional<FeedDocument> parse(String path) {
        int dot = path.lastIndexOf('.');
        return FeedFormat.of(path.substring(dot + 1))
                .map(format -> new FeedDocument(new FeedKey(path.substring(FEEDS.length(), dot)), format))
                .filter(document -> document.path().equals(path));
    }

    private URI callback(String given) throws Refusal {
        if (given.length() > LONGEST_URL) {
            throw new Refusal("must be at most " + LONGEST_URL + " characters");
        }
        try {
            URI uri = new URI(given);
            if (uri.getRawFragment() != null || !given.equals(uri.toASCIIString())) {
                throw new Refusal("must be a URL in ASCII without a fragment");
            }
            http.check(uri);
            return uri;
        } catch (URISyntaxException e) {
            throw new Refusal("must be a URL");
        } catch (GuardedClient.Refused e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    }

    private Long lease(String given) throws Refusal {
        if (given.isEmpty()) {
            return LEASE.toSeconds();
        }
        if (!given.matches("[0-9]{1,18}")) {
            throw new Refusal("must be a number of seconds");
        }
        return Math.clamp(Long.parseLong(given), SHORTEST.toSeconds(), LONGEST.toSeconds());
    }

    private String secret(String given) throws Refusal {
        if (given.getBytes(StandardCharsets.UTF_8).length >= SECRET_LIMIT) {
            throw new Refusal("must be less than " + SECRET_LIMIT + " bytes");
        }
        if (given.indexOf('\0') >= 0) {
            throw new Refusal("must not hold U+0000");
        }
        return given;
    }
}
