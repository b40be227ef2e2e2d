package barid.article.importing;

import barid.article.content.Drafts;
import barid.article.content.Imported;
import barid.article.html.Sanitiser;
import barid.kit.changes.Origin;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes an article of an entry by the limits of the API; whatever had to be altered stands in the report. */
final class EntryConversion {
    private static final int TITLE_OF_TEXT = 80;
    private static final List<String> URL_ATTRIBUTES = List.of("href", "src", "cite");
    private static final String BLOCKS = "p,div,h1,h2,h3,h4,h5,h6,ul,ol,dl,blockquote,figure,pre,table,section,article";
    private static final Pattern MAIL_THEN_NAME = Pattern.compile("\\S+@\\S+\\s*\\((.+)\\)");
    private static final Pattern MAIL = Pattern.compile("[<(]?\\S+@\\S+[>)]?");

    private final Sanitiser sanitiser;

    EntryConversion(Sanitiser sanitiser) {
        this.sanitiser = sanitiser;
    }

    /** The article, and what was altered to make it. */
    record Converted(Imported article, List<String> notes) {}

    /**
     * Converts one entry.
     *
     * @param topics finds or makes the topic of a category's name; empty if it cannot be one
     * @param otherwise the date of an entry that has none
     */
    Converted convert(
            FeedEntry entry,
            String entryId,
            String language,
            Function<String, Optional<String>> topics,
            Instant otherwise) {
        List<String> notes = new ArrayList<>();
        String html = html(entry, notes);
        String text = Jsoup.parseBodyFragment(html).text();
        String title = title(entry, text, notes);
        String summary =
                PlainWords.cut(clean("summary", plain(entry.summary().orElse(html)), notes), Drafts.MAX_SUMMARY);
        Instant published = entry.published().orElseGet(() -> {
            notes.add("has no date: the feed's own was taken");
            return otherwise;
        });
        return new Converted(
                new Imported(
                        entryId,
                        language,
                        title,
                        summary,
                        html,
                        Optional.empty(),
                        authors(entry, notes),
                        topics(entry, topics, notes),
                        Optional.empty(),
                        Origin.ORIGINAL,
                        null,
                        published,
                        entry.updated().orElse(published),
                        false,
                        List.of()),
                List.copyOf(notes));
    }

    private static String title(FeedEntry entry, String text, List<String> notes) {
        String title = clean("title", plain(entry.title()), notes);
        if (title.isEmpty()) {
            title = PlainWords.cut(text, TITLE_OF_TEXT);
            notes.add("had a blank title: the first words of the text were taken");
        }
        if (title.isEmpty()) {
            title = entry.link().or(entry::id).orElse("–");
        }
        String cut = PlainWords.cut(title, Drafts.MAX_TITLE);
        if (!cut.equals(title)) {
            notes.add("title was cut at a word");
        }
        return cut;
    }

    private static String plain(String html) {
        return Jsoup.parseBodyFragment(html).text();
    }

    private static String clean(String field, String text, List<String> notes) {
        if (!PlainWords.cleanLines(text).equals(text)) {
            notes.add(field + ": control characters were replaced");
        }
        return PlainWords.clean(text);
    }

    private String html(FeedEntry entry, List<String> notes) {
        String base = entry.link().filter(EntryConversion::isAbsolute).orElse("");
        String given = PlainWords.cleanLines(entry.html());
        if (!given.equals(entry.html())) {
            notes.add("text: control characters were replaced");
        }
        Document document = Jsoup.parseBodyFragment(given, base);
        document.outputSettings().prettyPrint(false);
        Element body = document.body();
        body.select("h1").tagName("h2");
        body.select("h5, h6").tagName("h4");
        if (body.select(BLOCKS).isEmpty() && body.hasText()) {
            body.html("<p>" + body.html() + "</p>");
        }
        URL_ATTRIBUTES.forEach(attribute -> body.select("[" + attribute + "]").forEach(element -> {
            String absolute = element.absUrl(attribute);
            if (!absolute.isEmpty() && !element.attr(attribute).startsWith("#")) {
                element.attr(attribute, absolute);
            }
        }));
        lead(entry, body, notes);
        Sanitiser.Sanitised safe = sanitiser.sanitise(PlainWords.cleanLines(body.html()));
        if (!safe.removed().isEmpty()) {
            notes.add("taken out of the text: " + String.join(", ", safe.removed()));
        }
        return shortened(safe.html(), notes);
    }

    private static boolean isAbsolute(String link) {
        try {
            return URI.create(link).isAbsolute();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Pictures are not fetched: what a feed points to is a stranger's address. */
    private static void lead(FeedEntry entry, Element body, List<String> notes) {
        List<String> shown = body.select("img[src]").eachAttr("src");
        entry.pictures().stream()
                .findFirst()
                .filter(picture -> !shown.contains(picture))
                .ifPresent(picture -> {
                    if (picture.startsWith("https://")) {
                        Element figure = body.prependElement("figure");
                        figure.appendElement("img").attr("src", picture).attr("alt", "");
                        notes.add("its picture is shown from where it is and was not copied: " + picture);
                    } else {
                        notes.add("its picture was left out, since it is not at an https address: " + picture);
                    }
                });
    }

    private String shortened(String html, List<String> notes) {
        if (bytes(html) <= Drafts.MAX_HTML_BYTES) {
            return html;
        }
        notes.add("text was cut: it was longer than " + Drafts.MAX_HTML_BYTES + " bytes");
        Document document = Jsoup.parseBodyFragment(html);
        document.outputSettings().prettyPrint(false);
        StringBuilder kept = new StringBuilder();
        int size = 0;
        for (Node node : document.body().childNodes()) {
            String part = node.outerHtml();
            size += bytes(part);
            if (size > Drafts.MAX_HTML_BYTES) {
                break;
            }
            kept.append(part);
        }
        if (kept.isEmpty()) {
            // One block holds it all: its words are kept, its markup is not.
            String words = PlainWords.cut(document.body().text(), Drafts.MAX_HTML_BYTES / 8);
            kept.append(new Element("p").text(words).outerHtml());
        }
        return sanitiser.sanitise(kept.toString()).html();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static List<String> authors(FeedEntry entry, List<String> notes) {
        List<String> names = entry.authors().stream()
                .flatMap(author -> Stream.ofNullable(author))
                .map(EntryConversion::withoutMail)
                .map(PlainWords::clean)
                .filter(name -> !name.isEmpty())
                .map(name -> PlainWords.cut(name, Drafts.MAX_AUTHOR))
                .distinct()
                .toList();
        return most("authors", names, Drafts.MAX_AUTHORS, notes);
    }

    private static String withoutMail(String author) {
        Matcher both = MAIL_THEN_NAME.matcher(author.strip());
        return both.matches() ? both.group(1) : MAIL.matcher(author).replaceAll(" ");
    }

    private static List<String> topics(FeedEntry entry, Function<String, Optional<String>> topics, List<String> notes) {
        List<String> slugs = new ArrayList<>();
        for (String category : entry.categories()) {
            String name = PlainWords.cut(PlainWords.clean(plain(category == null ? "" : category)), Drafts.MAX_AUTHOR);
            if (name.isEmpty()) {
                continue;
            }
            Optional<String> slug = topics.apply(name);
            if (slug.isEmpty()) {
                notes.add("category was left out, since no topic can be named so: " + name);
            } else if (!slugs.contains(slug.get())) {
                slugs.add(slug.get());
            }
        }
        return most("topics", slugs, Drafts.MAX_TOPICS, notes);
    }

    private static List<String> most(String field, List<String> values, int limit, List<String> notes) {
        if (values.size() <= limit) {
            return List.copyOf(values);
        }
        notes.add("only the first " + limit + " " + field + " were taken");
        return List.copyOf(values.subList(0, limit));
    }
}
