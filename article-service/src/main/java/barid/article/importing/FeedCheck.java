package barid.article.importing;

import org.jspecify.annotations.Nullable;

import javax.xml.XMLConstants;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

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
    private static final Pattern HTML = Pattern.compile("(?i)<!doctype\\s+html|<html");
    private static final int PART = 256;

    /** @throws FeedRefused at the first thing that makes it no feed */
    static FeedCheck of(Path file) throws FeedRefused, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new Pass(file).run(factory().createXMLStreamReader(in));
        } catch (XMLStreamException e) {
            throw refused(file, null, e);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // Without a DOCTYPE only &lt; and its like are left, of which escaped HTML has many; the JDK counts them as
        // well.
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
        factory.setProperty("jdk.xml.totalEntitySizeLimit", "0");
        factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        return factory;
    }

    private static FeedRefused refused(Path file, @Nullable String root, XMLStreamException e) {
        Location at = e.getLocation();
        int line = at == null ? 1 : at.getLineNumber();
        int column = at == null ? 1 : at.getColumnNumber();
        return new FeedRefused(reason(file, root), line, column);
    }

    private static String reason(Path file, @Nullable String root) {
        if (root == null && HTML.matcher(ascii(file, true)).find()) {
            return "The file is an HTML page, not a feed.";
        }
        if (root != null && !ascii(file, false).contains("</" + root)) {
            return "The file is cut off: <" + root + "> does not end.";
        }
        return "The file is not well-formed XML here.";
    }

    /** What the file begins or ends with; in every encoding the bytes of ASCII that are not zero read the same. */
    private static String ascii(Path file, boolean beginning) {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            byte[] part = new byte[(int) Math.min(PART, bytes.length())];
            bytes.seek(beginning ? 0 : bytes.length() - part.length);
            bytes.readFully(part);
            return new String(part, StandardCharsets.ISO_8859_1).replace("\0", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Pass {
        private final Path file;
        private @Nullable String root;
        private @Nullable String format;
        private Optional<String> language = Optional.empty();
        private boolean channel;
        private int depth;
        private int entries;

        Pass(Path file) {
            this.file = file;
        }

        FeedCheck run(XMLStreamReader reader) throws FeedRefused {
            try {
                while (reader.hasNext()) {
                    switch (reader.next()) {
                        case XMLStreamConstants.DTD -> throw refuse(reader, doctype(reader));
                        case XMLStreamConstants.ENTITY_REFERENCE ->
                            throw refuse(reader, "The file names an entity that XML does not know.");
                        case XMLStreamConstants.START_ELEMENT -> start(reader);
                        case XMLStreamConstants.END_ELEMENT -> depth--;
                        default -> {}
                    }
                }
            } catch (XMLStreamException e) {
                throw refused(file, root, e);
            }
            if (format == null || (format.equals("rss") && !channel)) {
                throw refuse(reader, "The file has no channel, so it is no feed.");
            }
            return new FeedCheck(format, entries, language);
        }

        private static String doctype(XMLStreamReader reader) {
            String text = reader.getText();
            return text != null && text.toLowerCase(Locale.ROOT).contains("doctype html")
                    ? "The file is an HTML page, not a feed."
                    : "The file has a DOCTYPE, which is not taken.";
        }

        private void start(XMLStreamReader reader) throws FeedRefused {
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

        private static String format(XMLStreamReader reader) throws FeedRefused {
            String name = reader.getLocalName();
            String namespace = String.valueOf(reader.getNamespaceURI());
            if (name.equals("rss") || (name.equals("RDF") && namespace.equals(RDF))) {
                return "rss";
            }
            if (name.equals("feed") && (namespace.equals(ATOM) || namespace.equals(ATOM_03))) {
                return "atom";
            }
            throw refuse(
                    reader,
                    name.equalsIgnoreCase("html")
                            ? "The file is an HTML page, not a feed."
                            : "The file is XML, but neither RSS nor Atom.");
        }

        private static FeedRefused refuse(XMLStreamReader reader, String reason) {
            Location at = reader.getLocation();
            return new FeedRefused(reason, at.getLineNumber(), at.getColumnNumber());
        }
    }
}
