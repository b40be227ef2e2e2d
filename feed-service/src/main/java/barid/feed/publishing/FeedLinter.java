package barid.feed.publishing;

import barid.kit.changes.Change;
import barid.kit.http.Json;
import barid.kit.site.Languages;
import com.fasterxml.jackson.databind.JsonNode;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads back what was rendered of an entry, as a strict reader would, and names what such a reader trips over.
 *
 * <p>The rules: {@code strict} (well-formed XML, or JSON), {@code id}, {@code dates}, {@code urls} (absolute wherever one
 * stands), {@code language} and {@code direction} (said where readers keep them), {@code length} (of an enclosure, true).
 */
final class FeedLinter {
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final String CONTENT = "http://purl.org/rss/1.0/modules/content/";
    private static final String MEDIA = "http://search.yahoo.com/mrss/";
    private static final byte[] ATOM_ROOT = bytes("<feed xmlns=\"" + ATOM + "\">");
    private static final byte[] ATOM_END = bytes("</feed>");
    private static final byte[] RSS_ROOT = bytes("<channel xmlns:content=\"" + CONTENT + "\" xmlns:media=\"" + MEDIA
            + "\" xmlns:atom=\"" + ATOM + "\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">");
    private static final byte[] RSS_END = bytes("</channel>");

    private static final Pattern WEB = Pattern.compile("https?://[^\\s\"<>]+", Pattern.CASE_INSENSITIVE);
    /** Any scheme, for links in texts may lead to mail or to a telephone. */
    private static final Pattern ABSOLUTE =
            Pattern.compile("[a-z][a-z0-9+.-]*:\\S.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final List<String> URL_ATTRIBUTES =
            List.of("href", "src", "poster", "cite", "longdesc", "action", "data", "background");

    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final DateTimeFormatter RFC_822 = DateTimeFormatter.RFC_1123_DATE_TIME;

    /** What breaks a rule; empty for what readers can rely on. */
    List<Fragment.Flaw> check(Labelled entry, Map<FeedFormat, byte[]> rendered) {
        Findings findings = new Findings(entry.translation());
        rendered.forEach((format, bytes) -> {
            switch (format) {
                case ATOM -> findings.atom(bytes, entry.tagAuthority());
                case RSS -> findings.rss(bytes);
                case JSON -> findings.json(bytes);
            }
        });
        return List.copyOf(findings.flaws);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Findings {
        private final Change.Published entry;
        private final DocumentBuilder xml = builder();
        private final List<Fragment.Flaw> flaws = new ArrayList<>();
        /** The formats carry the same text; each is read back, and checked once. */
        private final Set<String> checked = new HashSet<>();

        Findings(Change.Published entry) {
            this.entry = entry;
        }

        private void unless(boolean good, String rule, String detail) {
            Fragment.Flaw flaw = new Fragment.Flaw(rule, detail.length() > 300 ? detail.substring(0, 300) : detail);
            if (!good && !flaws.contains(flaw)) {
                flaws.add(flaw);
            }
        }

        void atom(byte[] bytes, String tagAuthority) {
            parse(ATOM_ROOT, bytes, ATOM_END, "Atom").ifPresent(feed -> {
                Element item = (Element) feed.getFirstChild();
                String id = text(item, ATOM, "id");
                unless(
                        id.equals(FeedTexts.atomId(tagAuthority, entry.entryId(), entry.article(), entry.language()))
                                && ABSOLUTE.matcher(id).matches(),
                        "id",
                        "the Atom id is " + id);
                date(text(item, ATOM, "published"), OffsetDateTime::parse);
                date(text(item, ATOM, "updated"), OffsetDateTime::parse);
                unless(
                        item.getAttributeNS(XMLConstants.XML_NS_URI, "lang").equals(entry.language()),
                        "language",
                        "the Atom entry does not say its language");
                elements(item, ATOM, "link").forEach(link -> {
                    url(link.getAttribute("href"));
                    if (link.getAttribute("rel").equals("enclosure")) {
                        length(link.getAttribute("length"));
                    }
                });
                html(text(item, ATOM, "content"));
            });
        }

        void rss(byte[] bytes) {
            parse(RSS_ROOT, bytes, RSS_END, "RSS").ifPresent(channel -> {
                Element item = (Element) channel.getFirstChild();
                unless(!text(item, null, "guid").isBlank(), "id", "the RSS item has no guid");
                date(text(item, null, "pubDate"), date -> OffsetDateTime.parse(date, RFC_822));
                url(text(item, null, "link"));
                elements(item, null, "enclosure").forEach(enclosure -> {
                    url(enclosure.getAttribute("url"));
                    length(enclosure.getAttribute("length"));
                });
                html(text(item, CONTENT, "encoded"));
            });
        }

        void json(byte[] bytes) {
            try {
                JsonNode item = Json.MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8));
                unless(item.path("id").asText().equals(entry.entryId()), "id", "the id in JSON is another");
                url(item.path("url").asText());
                date(item.path("date_published").asText(), OffsetDateTime::parse);
                date(item.path("date_modified").asText(), OffsetDateTime::parse);
                unless(
                        item.path("language").asText().equals(entry.language()),
                        "language",
                        "the item in JSON does not say its language");
                item.path("attachments").forEach(attachment -> {
                    url(attachment.path("url").asText());
                    length(attachment.path("size_in_bytes").asText());
                });
                html(item.path("content_html").asText());
            } catch (IOException e) {
                unless(false, "strict", "JSON: " + e.getMessage());
            }
        }

        private void date(String text, Function<String, OffsetDateTime> parser) {
            try {
                Instant date =
                        parser.apply(text).withOffsetSameInstant(ZoneOffset.UTC).toInstant();
                unless(!date.isBefore(EARLIEST) && date.isBefore(LATEST), "dates", "no article is of " + text);
            } catch (DateTimeException e) {
                unless(false, "dates", "not a date: " + text);
            }
        }

        private void url(String url) {
            unless(WEB.matcher(url).matches(), "urls", "not absolute: " + url);
        }

        private void length(String text) {
            long announced = EntryContent.leadOf(entry).map(Change.Media::bytes).orElse(0L);
            unless(announced > 0 && text.equals(Long.toString(announced)), "length", "an enclosure of length " + text);
        }

        private void html(String html) {
            if (!checked.add(html)) {
                return;
            }
            var body = Jsoup.parseBodyFragment(html).body();
            var whole = body.firstElementChild();
            unless(
                    body.childNodeSize() == 1
                            && whole != null
                            && whole.attr("lang").equals(entry.language()),
                    "language",
                    "the text does not say its language");
            unless(
                    whole != null && whole.attr("dir").equals(Languages.direction(entry.language())),
                    "direction",
                    "the text does not say its direction");
            for (var element : body.getAllElements()) {
                URL_ATTRIBUTES.stream()
                        .filter(element::hasAttr)
                        .map(element::attr)
                        .forEach(
                                url -> unless(ABSOLUTE.matcher(url.strip()).matches(), "urls", "not absolute: " + url));
                unless(!element.hasAttr("srcset"), "urls", "pictures by srcset");
            }
        }

        private Optional<Element> parse(byte[] root, byte[] bytes, byte[] end, String format) {
            try {
                Document document = xml.parse(
                        new InputSource(new SequenceInputStream(Collections.enumeration(Stream.of(root, bytes, end)
                                .map(ByteArrayInputStream::new)
                                .toList()))));
                return Optional.of(document.getDocumentElement());
            } catch (SAXException | IOException e) {
                unless(false, "strict", format + ": " + e.getMessage());
                return Optional.empty();
            }
        }
    }

    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            // The JDK counts every &lt; towards these limits, which are meant for entities that a DOCTYPE declares.
            factory.setAttribute("jdk.xml.maxGeneralEntitySizeLimit", "0");
            factory.setAttribute("jdk.xml.totalEntitySizeLimit", "0");
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Element> elements(Element parent, @Nullable String namespace, String name) {
        NodeList children = parent.getChildNodes();
        return IntStream.range(0, children.getLength())
                .mapToObj(children::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .filter(child ->
                        child.getLocalName().equals(name) && Objects.equals(child.getNamespaceURI(), namespace))
                .toList();
    }

    /** The text of the one element of this name; empty where there is none, or more. */
    private static String text(Element parent, @Nullable String namespace, String name) {
        List<Element> all = elements(parent, namespace, name);
        return all.size() == 1 ? all.getFirst().getTextContent() : "";
    }
}
