package barid.article.importing;

import org.jspecify.annotations.Nullable;

import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The first pass: streams through a file, whatever its size, and finds it to be a feed, whole and well-formed.
 *
 * @param format {@code rss} or {@code atom}
 * @param entries how many it holds
 * @param language the root's {@code xml:lang}
 */
record FeedCheck(String format, int entries, Optional<String> language) {
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final String ATOM_03 = "http://purl.org/atom/ns#";
    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    /** @throws ImportRefused at the first thing that makes it no feed */
    static FeedCheck of(Path file) throws ImportRefused, IOException {
        Pass pass = new Pass();
        try (InputStream in = Files.newInputStream(file)) {
            return pass.run(XmlFiles.open(in));
        } catch (XMLStreamException e) {
            throw XmlFiles.broken(file, pass.root, e);
        }
    }

    private static final class Pass {
        private String root = "";
        private @Nullable String format;
        private Optional<String> language = Optional.empty();
        private boolean channel;
        private int depth;
        private int entries;

        FeedCheck run(XMLStreamReader reader) throws ImportRefused, XMLStreamException {
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD -> throw XmlFiles.doctype(reader);
                    case XMLStreamConstants.ENTITY_REFERENCE ->
                        throw XmlFiles.refused(reader, "The file names an entity that XML does not know.");
                    case XMLStreamConstants.START_ELEMENT -> start(reader);
                    case XMLStreamConstants.END_ELEMENT -> depth--;
                    default -> {}
                }
            }
            if (format == null || (format.equals("rss") && !channel)) {
                throw XmlFiles.refused(reader, "The file has no channel, so it is no feed.");
            }
            return new FeedCheck(format, entries, language);
        }

        private void start(XMLStreamReader reader) throws ImportRefused {
            depth++;
            String name = reader.getLocalName();
            if (depth == 1) {
                String prefix = reader.getPrefix();
                root = prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
                format = format(reader);
                language = Optional.ofNullable(reader.getAttributeValue(XMLConstants.XML_NS_URI, "lang"));
                return;
            }
            channel |= depth == 2 && name.equals("channel");
            boolean entry =
                    "atom".equals(format) ? depth == 2 && name.equals("entry") : depth <= 3 && name.equals("item");
            if (entry) {
                entries++;
            }
        }

        private static String format(XMLStreamReader reader) throws ImportRefused {
            String name = reader.getLocalName();
            String namespace = String.valueOf(reader.getNamespaceURI());
            if (name.equals("rss") || (name.equals("RDF") && namespace.equals(RDF))) {
                return "rss";
            }
            if (name.equals("feed") && (namespace.equals(ATOM) || namespace.equals(ATOM_03))) {
                return "atom";
            }
            throw XmlFiles.refused(
                    reader,
                    name.equalsIgnoreCase("html")
                            ? "The file is an HTML page, not a feed."
                            : "The file is XML, but neither RSS nor Atom.");
        }
    }
}
