package barid.newsletter.mail;

import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.kit.site.Dates;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import barid.newsletter.stories.Topics;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders an article as HTML and as text, once for each revision; a digest strings these together. */
final class DigestTemplate {
    private static final int PICTURE_WIDTH = 536;
    private static final int SUMMARY = 320;
    private static final int FRAGMENTS = 2_000;

    private static final int ALT = 200;
    private static final int TOPICS = 3;

    private final Organisation organisation;
    private final boolean images;
    private final Palette colours;
    private final Texts texts = Texts.beside(DigestTemplate.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.newsletter.templates");
    private final Cache<FragmentKey, Fragment> fragments =
            Caffeine.newBuilder().maximumSize(FRAGMENTS).build();
    private final LongAdder rendered = new LongAdder();

    /** An article in both parts of the mail. */
    record Fragment(String html, String text) {}

    /** The byline holds the topic's name, so a renamed topic is another fragment. */
    private record FragmentKey(UUID article, String language, int revision, Instant updated, String byline) {}

    DigestTemplate(Organisation organisation, boolean images) {
        this.organisation = organisation;
        this.images = images;
        this.colours = Palette.light(organisation.accent());
    }

    Texts.In in(String language) {
        return texts.in(language, organisation.fallback());
    }

    /** Renders any of our templates. */
    String render(String template, Map<String, Object> parameters) {
        StringOutput output = new StringOutput();
        templates.render(template, parameters, output);
        return output.toString();
    }

    /** The article in its own language. */
    Fragment article(Change.Published story, Topics topics) {
        String byline = byline(story, topics);
        return fragments.get(
                new FragmentKey(story.article(), story.language(), story.revision(), story.updated(), byline),
                key -> render(story, byline));
    }

    /** How many articles were rendered so far. */
    long rendered() {
        return rendered.sum();
    }

    private Fragment render(Change.Published story, String byline) {
        rendered.increment();
        Look look = new Look(story.language());
        ArticleBlock block = new ArticleBlock(
                look, colours, story.title(), story.url(), summary(story), byline, picture(story), notice(story));
        String html = render("digestArticle.jte", Map.of("block", block));
        return new Fragment(html, text(block).toString());
    }

    private static TextLines text(ArticleBlock block) {
        boolean rightToLeft = block.look().rightToLeft();
        TextLines lines = new TextLines().paragraph(block.title(), rightToLeft).paragraph(block.byline(), rightToLeft);
        if (!block.summary().isEmpty()) {
            lines.paragraph(block.summary(), rightToLeft);
        }
        lines.link("", block.url(), rightToLeft);
        ArticleBlock.Notice notice = block.notice();
        if (notice != null) {
            lines.paragraph(notice.text(), notice.look().rightToLeft())
                    .link(notice.link(), notice.url(), notice.look().rightToLeft());
        }
        return lines;
    }

    private String byline(Change.Published story, Topics topics) {
        Stream<String> names = story.topics().stream()
                .flatMap(slug -> topics.resolve(slug).stream())
                .distinct()
                .limit(TOPICS)
                .map(topic -> TextLines.isolated(topic.name(story.language(), organisation.defaultLanguage())));
        return Stream.concat(Stream.of(date(story.published(), story.language())), names)
                .collect(Collectors.joining(" \u00b7 "));
    }

    /** The day in the language's own form. */
    String date(Instant instant, String language) {
        return Dates.day(instant, language, organisation.zone());
    }

    static String summary(Change.Published story) {
        String text = story.summary().isBlank()
                ? Jsoup.parseBodyFragment(story.html()).text()
                : story.summary();
        return TextLines.shortened(text.strip().replaceAll("\\s+", " "), SUMMARY);
    }

    private ArticleBlock.@Nullable Picture picture(Change.Published story) {
        if (!images) {
            return null;
        }
        return story.media().stream()
                .filter(media -> media.role().equals("lead") && media.width() > 0 && media.height() > 0)
                .findFirst()
                .map(media -> {
                    int width = Math.min(media.width(), PICTURE_WIDTH);
                    return new ArticleBlock.Picture(
                            media.url(),
                            TextLines.shortened(media.alt(), ALT),
                            width,
                            Math.round(media.height() * (float) width / media.width()));
                })
                .orElse(null);
    }

    private ArticleBlock.@Nullable Notice notice(Change.Published story) {
        if (story.origin() != Origin.MACHINE) {
            return null;
        }
        Texts.In in = in(story.language());
        String original = story.translations().stream()
                .filter(sibling -> sibling.origin() == Origin.ORIGINAL)
                .findFirst()
                .map(Change.Sibling::url)
                .orElse(story.url());
        String engine = story.engine() == null ? "" : story.engine();
        return new ArticleBlock.Notice(
                new Look(in.language()),
                in.get(
                        "digest.machine",
                        TextLines.isolated(engine),
                        TextLines.isolated(organisation.shortName(in.language()))),
                original,
                in.get("digest.original"));
    }
}
