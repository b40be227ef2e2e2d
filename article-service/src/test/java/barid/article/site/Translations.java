package barid.article.site;

import barid.article.TestArticles;
import barid.kit.http.Json;
import org.jspecify.annotations.Nullable;

import javax.imageio.ImageIO;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes translations through the API, with readable defaults, and brings them into any state. */
public final class Translations {
    private final TestArticles service;

    /** One translation to be put in: a published original unless told otherwise. */
    public static final class Given {
        final String original;
        final String language;
        final String slug;
        String article = "";
        String title;
        String summary = "";
        String html;
        List<String> authors = List.of();
        List<String> topics = List.of();

        @Nullable
        String picture;

        String origin;

        @Nullable
        String engine;

        String state = "published";
        Instant published = Instant.parse("2026-03-26T09:00:00Z");

        @Nullable
        String reason;

        @Nullable
        String correction;

        @Nullable
        Integer madeFrom;

        private Given(String original, String language, String slug) {
            this.original = original;
            this.language = language;
            this.slug = slug;
            this.title = "Title " + slug;
            this.html = "<p>Text of " + slug + "</p>";
            this.origin = language.equals(original) ? "original" : "human";
        }

        private Given(Given sibling, String language, String slug) {
            this(sibling.original, language, slug);
            this.article = sibling.article;
        }

        /** A published translation of the same article. */
        public Given in(String other, String otherSlug) {
            return new Given(this, other, otherSlug);
        }

        public Given titled(String text) {
            title = text;
            return this;
        }

        public Given summed(String text) {
            summary = text;
            return this;
        }

        public Given saying(String text) {
            html = text;
            return this;
        }

        public Given by(String... names) {
            authors = List.of(names);
            return this;
        }

        public Given under(String... slugs) {
            topics = List.of(slugs);
            return this;
        }

        public Given showing(String media) {
            picture = media;
            return this;
        }

        public Given at(Instant instant) {
            published = instant;
            return this;
        }

        /** By a machine, from this revision of the original. */
        public Given translatedBy(String machine, int revision) {
            origin = "machine";
            engine = machine;
            madeFrom = revision;
            return this;
        }

        public Given draft() {
            state = "draft";
            return this;
        }

        public Given scheduled() {
            state = "scheduled";
            return this;
        }

        public Given withdrawn(String why) {
            state = "withdrawn";
            reason = why;
            return this;
        }

        public Given corrected(String note) {
            correction = note;
            return this;
        }

        String json() {
            Map<String, Object> fields = new HashMap<>(Map.of(
                    "language",
                    language,
                    "title",
                    title,
                    "summary",
                    summary,
                    "html",
                    html,
                    "slug",
                    slug,
                    "authors",
                    authors,
                    "topics",
                    topics));
            if (!language.equals(original)) {
                fields.put("origin", origin);
            }
            if (engine != null) {
                fields.put("engine", engine);
            }
            if (madeFrom != null) {
                fields.put("madeFrom", madeFrom);
            }
            if (picture != null) {
                fields.put("lead", Map.of("media", picture, "alt", "A lake", "caption", "The lake in March"));
            }
            return write(fields);
        }
    }

    /** A picture that was uploaded. */
    public record Picture(String id, String path) {}

    public Translations(TestArticles service) {
        this.service = service;
    }

    /** A published original. */
    public static Given published(String language, String slug) {
        return new Given(language, language, slug);
    }

    public Given put(Given given) {
        if (given.article.isEmpty()) {
            given.article = service.post("/api/articles", given.json())
                    .expect(201)
                    .json()
                    .get("id")
                    .asText();
        } else {
            service.put(path(given), "*", given.json()).expect(201);
        }
        switch (given.state) {
            case "draft" -> {}
            case "scheduled" -> act(given, "publish", Map.of("at", "2099-01-01T00:00:00Z"));
            default -> act(given, "publish", Map.of("at", given.published.toString()));
        }
        if (given.correction != null) {
            act(given, "correct", Map.of("note", given.correction));
        }
        if (given.reason != null) {
            act(given, "withdraw", Map.of("reason", given.reason));
        }
        return given;
    }

    /** Saves the same under another slug and puts it out silently. */
    public void renamed(Given given, String newSlug) {
        Given next = given.in(given.language, newSlug);
        String tag = service.read(path(given)).expect(200).header("etag");
        service.put(path(given), tag, next.json()).expect(200);
        act(given, "revise", Map.of());
    }

    public void topic(String slug, Map<String, String> names) {
        service.put("/api/topics/" + slug, "*", write(Map.of("names", names))).expect(201);
    }

    public void merge(String slug, String into) {
        service.post("/api/topics/" + slug + "/merge", write(Map.of("into", into)))
                .expect(200);
    }

    /** Uploads a picture of these measures. */
    public Picture picture(int width, int height) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var answer = service.send(service.writer("/api/media")
                        .header("Content-Type", "image/png")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(png.toByteArray())))
                .expect(201)
                .json();
        String url = answer.get("url").asText();
        return new Picture(answer.get("id").asText(), url.substring(url.indexOf("/media/")));
    }

    private void act(Given given, String act, Map<String, String> body) {
        service.act(given.article, given.language, act, write(body)).expect(200);
    }

    private static String path(Given given) {
        return "/api/articles/" + given.article + "/translations/" + given.language;
    }

    private static String write(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }
}
