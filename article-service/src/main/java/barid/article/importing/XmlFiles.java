package barid.article.importing;

import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Streams through XML of strangers: no DOCTYPE, no entity of its own, and what is wrong is said in our words. */
final class XmlFiles {
    private static final Pattern HTML = Pattern.compile("(?i)<!doctype\\s+html|<html");
    private static final int PART = 256;

    private XmlFiles() {}

    static XMLStreamReader open(InputStream in) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // Without a DOCTYPE only &lt; and its like are left, of which escaped HTML has many; the JDK counts them as
        // well.
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
        factory.setProperty("jdk.xml.totalEntitySizeLimit", "0");
        factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        return factory.createXMLStreamReader(in);
    }

    static ImportRefused refused(XMLStreamReader reader, String reason) {
        Location at = reader.getLocation();
        return new ImportRefused(reason, at.getLineNumber(), at.getColumnNumber());
    }

    /** The refusal of a DOCTYPE, at which the reader stands. */
    static ImportRefused doctype(XMLStreamReader reader) {
        String text = reader.getText();
        return refused(
                reader,
                text != null && text.toLowerCase(Locale.ROOT).contains("doctype html")
                        ? "The file is an HTML page, not a feed."
                        : "The file has a DOCTYPE, which is not taken.");
    }

    /** @param root the name of the first element, empty if none was seen */
    static ImportRefused broken(Path file, String root, XMLStreamException e) throws IOException {
        Location at = e.getLocation();
        int line = at == null ? 1 : at.getLineNumber();
        int column = at == null ? 1 : at.getColumnNumber();
        return new ImportRefused(reason(file, root), line, column);
    }

    private static String reason(Path file, String root) throws IOException {
        if (root.isEmpty() && HTML.matcher(ascii(file, true)).find()) {
            return "The file is an HTML page, not a feed.";
        }
        if (!root.isEmpty() && !ascii(file, false).contains("</" + root)) {
            return "The file is cut off: <" + root + "> does not end.";
        }
        return "The file is not well-formed XML here.";
    }

    /** What the file begins or ends with; in every encoding the bytes of ASCII that are not zero read the same. */
    private static String ascii(Path file, boolean beginning) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            byte[] part = new byte[(int) Math.min(PART, bytes.length())];
            bytes.seek(beginning ? 0 : bytes.length() - part.length);
            bytes.readFully(part);
            return new String(part, StandardCharsets.ISO_8859_1).replace("\0", "");
        }
    }
}
