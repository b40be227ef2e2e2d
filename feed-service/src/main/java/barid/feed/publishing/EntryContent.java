package barid.feed.publishing;

import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.kit.site.Languages;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import com.ibm.icu.text.DateFormat;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * The HTML of an entry, the same in every format: the notices that must be read first, the lead picture, the text.
 *
 * <p>All stands in one {@code div} with language and direction, since readers unwrap or ignore what formats say outside it.
 */
final class EntryContent {
    private static final List<String> URL_ATTRIBUTES = List.of("href", "src", "poster", "cite", "longdesc");

    private final Organisation organisation;
    private final Texts texts;

    EntryContent(Organisation organisation, Texts texts) {
        this.organisation = organisation;
        this.texts = texts;
    }

    String html(Change.Published entry) {
        Document document = Jsoup.parseBodyFragment(entry.html(), entry.url());
        // Balanced by the parser, so that no text closes our div; not re-indented, since white space may count.
        document.outputSettings().prettyPrint(false);
        makeAbsolute(document.body(), entry.url());
        Element whole = new Element("div");
        whole.attr("lang", entry.language()).attr("dir", Languages.direction(entry.language()));
        machineNotice(entry).ifPresent(whole::appendChild);
        correctionNotice(entry).ifPresent(whole::appendChild);
        lead(entry).ifPresent(whole::appendChild);
        for (var node : List.copyOf(document.body().childNodes())) {
            whole.appendChild(node);
        }
        document.body().appendChild(whole);
        return whole.outerHtml();
    }

    /** Article-service announces absolute URLs; one that slipped through would lead into the reader's own site. */
    private static void makeAbsolute(Element body, String base) {
        for (Element element : body.getAllElements()) {
            for (String attribute : URL_ATTRIBUTES) {
                if (element.hasAttr(attribute)) {
                    resolve(base, element.attr(attribute))
                            .ifPresentOrElse(url -> element.attr(attribute, url), () -> element.removeAttr(attribute));
                }
            }
            // Each candidate would have to be resolved by itself; the picture has its src.
            element.removeAttr("srcset");
        }
    }

    private static Optional<String> resolve(String base, String url) {
        try {
            URI absolute = new URI(url.strip());
            if (absolute.isAbsolute()) {
                return Optional.of(url);
            }
            if (url.strip().startsWith("#")) {
                return Optional.of(base + url.strip());
            }
            URI resolved = new URI(base).resolve(absolute);
            return resolved.isAbsolute() ? Optional.of(resolved.toString()) : Optional.empty();
        } catch (URISyntaxException e) {
            // Not a URI by the letter, yet browsers follow it; only what is plainly absolute is safe to keep.
            return url.matches("(?i)\\s*(?:https?:|mailto:|tel:).*") ? Optional.of(url) : Optional.empty();
        }
    }

    private Optional<Element> machineNotice(Change.Published entry) {
        if (entry.origin() != Origin.MACHINE) {
            return Optional.empty();
        }
        Texts.In words = texts.in(entry.language(), organisation.fallback());
        String publisher = organisation.name(entry.language());
        Element notice = paragraph(words);
        String engine = entry.engine();
        notice.appendElement("strong").text(words.get("machine.title"));
        notice.appendText(" ");
        notice.appendText(
                engine == null || engine.isBlank()
                        ? words.get("machine.unnamed", publisher)
                        : words.get("machine", engine, publisher));
        entry.translations().stream()
                .filter(sibling -> sibling.origin() == Origin.ORIGINAL)
                .findFirst()
                .ifPresent(original -> {
                    notice.appendText(" ");
                    notice.appendElement("a")
                            .attr("href", original.url())
                            .attr("hreflang", original.language())
                            .text(words.get("machine.original"));
                });
        return Optional.of(notice);
    }

    private Optional<Element> correctionNotice(Change.Published entry) {
        Change.Correction correction = entry.correction();
        if (correction == null) {
            return Optional.empty();
        }
        Texts.In words = texts.in(entry.language(), organisation.fallback());
        Element notice = paragraph(words);
        notice.appendElement("strong").text(words.get("correction", date(correction.at(), words.language())));
        notice.appendText(" ");
        notice.appendElement("span")
                .attr("lang", entry.language())
                .attr("dir", Languages.direction(entry.language()))
                .text(correction.note());
        return Optional.of(notice);
    }

    private static Element paragraph(Texts.In words) {
        return new Element("p").attr("lang", words.language()).attr("dir", words.direction());
    }

    private String date(Instant instant, String language) {
        DateFormat format = DateFormat.getDateInstance(DateFormat.LONG, ULocale.forLanguageTag(language));
        format.setTimeZone(TimeZone.getTimeZone(organisation.zone().getId()));
        return format.format(Date.from(instant));
    }

    private static Optional<Element> lead(Change.Published entry) {
        return leadOf(entry).map(media -> {
            Element figure = new Element("figure");
            figure.appendElement("img")
                    .attr("src", media.url())
                    .attr("alt", media.alt())
                    .attr("width", Integer.toString(media.width()))
                    .attr("height", Integer.toString(media.height()));
            if (media.caption() != null && !media.caption().isBlank()) {
                figure.appendElement("figcaption").text(media.caption());
            }
            return figure;
        });
    }

    /** The lead picture of an entry. */
    static Optional<Change.Media> leadOf(Change.Published entry) {
        return entry.media().stream()
                .filter(media -> media.role().equals("lead"))
                .findFirst();
    }
}
