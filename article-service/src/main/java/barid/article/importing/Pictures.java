package barid.article.importing;

import barid.article.audit.Actor;
import barid.article.media.Media;
import barid.article.media.MediaStore;
import barid.article.media.Uploads;
import barid.kit.http.GuardedClient;
import barid.kit.http.Problem;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the old site's pictures over during one run. A host that did not answer is not asked again in the run, so that an
 * old site that is gone costs seconds; the next import tries again.
 */
final class Pictures {
    private static final int PATIENCE = 2;

    private final GuardedClient http;
    private final Uploads uploads;
    private final MediaStore media;
    private final PictureStore store;
    private final Actor actor;
    private final Map<String, Outcome> known = new HashMap<>();
    private final Map<String, Integer> silent = new HashMap<>();
    private final Set<String> unknown = new HashSet<>();

    Pictures(GuardedClient http, Uploads uploads, MediaStore media, PictureStore store, Actor actor) {
        this.http = http;
        this.uploads = uploads;
        this.media = media;
        this.store = store;
        this.actor = actor;
    }

    /** What became of a picture that an article shows. */
    sealed interface Outcome {
        /**
         * It is ours.
         *
         * @param fetched in this run, not earlier
         */
        record Here(Media media, boolean fetched) implements Outcome {}

        /** It stays where it is. */
        record Elsewhere(String reason) implements Outcome {}
    }

    /** The picture at an address of the old site. */
    Outcome at(String url) throws InterruptedException {
        Outcome before = known.get(url);
        if (before != null) {
            return before;
        }
        Optional<Media> standing = store.find(url).flatMap(media::find);
        Outcome outcome = standing.isPresent() ? new Outcome.Here(standing.get(), false) : fetch(url);
        known.put(url, outcome);
        return outcome;
    }

    /** What became of it so far; empty if no article showed it. */
    Optional<Outcome> known(String url) {
        return Optional.ofNullable(known.get(url));
    }

    private Outcome fetch(String url) throws InterruptedException {
        String host = WxrIndex.host(url).orElse("");
        if (unknown.contains(host)) {
            return new Outcome.Elsewhere("its host was not found: " + host);
        }
        if (silent.getOrDefault(host, 0) >= PATIENCE) {
            return new Outcome.Elsewhere("its host did not answer: " + host);
        }
        try {
            GuardedClient.Answer answer = http.send(
                    GuardedClient.Request.get(URI.create(url.startsWith("//") ? "https:" + url : url)),
                    Uploads.MAX_BYTES);
            silent.remove(host);
            if (answer.status() != 200) {
                return new Outcome.Elsewhere("its host answered " + answer.status());
            }
            return keep(url, answer.body());
        } catch (GuardedClient.Refused e) {
            return new Outcome.Elsewhere("its address may not be asked: " + host);
        } catch (UnknownHostException e) {
            unknown.add(host);
            return new Outcome.Elsewhere("its host was not found: " + host);
        } catch (IOException e) {
            silent.merge(host, 1, Integer::sum);
            return new Outcome.Elsewhere("its host did not answer: " + host);
        } catch (IllegalArgumentException e) {
            return new Outcome.Elsewhere("its address is no URL");
        }
    }

    private Outcome keep(String url, byte[] content) {
        try {
            Media kept = uploads.take(content, actor);
            store.put(url, kept.id());
            return new Outcome.Here(kept, true);
        } catch (Problem e) {
            return new Outcome.Elsewhere("it is no picture of a kind that is taken");
        }
    }
}
