package barid.feed;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import javax.xml.parsers.DocumentBuilderFactory;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A partner's complete copy of a feed, kept by plain HTTP: walks back to a page that it knows; what stands nearest the head
 * wins; a new generation is walked to its end, and what was not seen on the way is dropped.
 */
public final class Mirror {
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final String TOMBSTONES = "http://purl.org/atompub/tombstones/1.0";

    private Reader reader;
    private final String path;
    private final String[] credentials;
    private final boolean deltas;
    private final Map<String, String> entries = new HashMap<>();
    private final Set<String> pages = new HashSet<>();
    private String tag = "";
    private String lastModified = "";
    private int bodies;
    private int partial;

    /** {@code deltas}: whether it asks for these; {@code credentials} are headers by name and value. */
    public Mirror(Reader reader, String path, boolean deltas, String... credentials) {
        this.reader = reader;
        this.path = path;
        this.deltas = deltas;
        this.credentials = credentials;
    }

    /** The XML of each entry, by id. */
    public Map<String, String> entries() {
        return Map.copyOf(entries);
    }

    /** How many answers had a body, and how many of these were deltas. */
    public List<Integer> answers() {
        return List.of(bodies, partial);
    }

    /** Asks there from now on, of the same host. */
    public void moveTo(Reader other) {
        reader = other;
    }

    public void poll() throws Exception {
        HttpResponse<byte[]> answer = reader.get(path, headers());
        switch (answer.statusCode()) {
            case 304 -> {}
            case 226 -> {
                bodies++;
                partial++;
                Map<String, String> seen = new LinkedHashMap<>();
                read(parse(answer), seen);
                take(seen);
                remember(answer, Set.of());
            }
            case 200 -> {
                bodies++;
                if (isOlder(answer)) {
                    return;
                }
                walk(answer);
            }
            default -> throw new AssertionError("answered " + answer.statusCode());
        }
    }

    private String[] headers() {
        List<String> headers = new ArrayList<>(List.of(credentials));
        if (!tag.isEmpty()) {
            headers.addAll(List.of("If-None-Match", tag));
            if (deltas) {
                headers.addAll(List.of("A-IM", "feed"));
            }
        }
        return headers.toArray(String[]::new);
    }

    /** From a replica that is behind. */
    private boolean isOlder(HttpResponse<byte[]> answer) {
        String now = Reader.header(answer, "Last-Modified");
        return !now.isEmpty() && !lastModified.isEmpty() && date(now).isBefore(date(lastModified));
    }

    private static Instant date(String text) {
        return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
    }

    private void walk(HttpResponse<byte[]> newest) throws Exception {
        boolean fresh = !generation(Reader.header(newest, "ETag")).equals(generation(tag));
        Map<String, String> seen = new LinkedHashMap<>();
        Set<String> walked = new HashSet<>();
        Document document = parse(newest);
        read(document, seen);
        for (String before = previous(document); !before.isEmpty(); before = previous(document)) {
            if (!fresh && pages.contains(before)) {
                break;
            }
            if (!walked.add(before)) {
                throw new AssertionError("the archive leads in a ring");
            }
            HttpResponse<byte[]> page = reader.get(URI.create(before).getRawPath(), credentials);
            if (page.statusCode() != 200) {
                throw new AssertionError(before + " answered " + page.statusCode());
            }
            document = parse(page);
            read(document, seen);
        }
        if (fresh) {
            entries.clear();
            pages.clear();
        }
        take(seen);
        remember(newest, walked);
    }

    private void remember(HttpResponse<byte[]> answer, Set<String> walked) {
        pages.addAll(walked);
        tag = Reader.header(answer, "ETag");
        String now = Reader.header(answer, "Last-Modified");
        lastModified = now.isEmpty() ? lastModified : now;
    }

    private static String generation(String tag) {
        return tag.isEmpty() ? "" : tag.substring(1, tag.indexOf('.'));
    }

    private void take(Map<String, String> seen) {
        seen.forEach((id, entry) -> {
            if (entry.isEmpty()) {
                entries.remove(id);
            } else {
                entries.put(id, entry);
            }
        });
    }

    /** What stands nearest the head was read first. */
    private static void read(Document document, Map<String, String> into) {
        for (Element child : children(document.getDocumentElement())) {
            if (child.getLocalName().equals("entry")) {
                String id = child.getElementsByTagNameNS(ATOM, "id").item(0).getTextContent();
                into.putIfAbsent(id, text(child));
            } else if (TOMBSTONES.equals(child.getNamespaceURI())) {
                into.putIfAbsent(child.getAttribute("ref"), "");
            }
        }
    }

    /** Title, date and content: what a partner shows. */
    private static String text(Element entry) {
        return String.join(
                "\n",
                children(entry).stream()
                        .filter(child -> Set.of("title", "updated", "content").contains(child.getLocalName()))
                        .map(Element::getTextContent)
                        .toList());
    }

    private static String previous(Document document) {
        return children(document.getDocumentElement()).stream()
                .filter(child -> child.getAttribute("rel").equals("prev-archive"))
                .map(child -> child.getAttribute("href"))
                .findFirst()
                .orElse("");
    }

    private static List<Element> children(Element parent) {
        NodeList nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .toList();
    }

    private static Document parse(HttpResponse<byte[]> answer) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(answer.body()));
    }
}
