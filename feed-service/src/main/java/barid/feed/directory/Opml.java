package barid.feed.directory;

import barid.feed.publishing.FeedLink;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A list of feeds that a reader takes in at once (OPML 2.0, http://opml.org/spec2.opml). */
final class Opml {
    static final String TYPE = "text/x-opml; charset=UTF-8";

    private Opml() {}

    /** Feeds under a heading: those of one language. */
    record Group(String title, String language, String home, List<FeedLink> feeds) {}

    static byte[] write(String title, List<Group> groups) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("opml");
            xml.writeAttribute("version", "2.0");
            xml.writeStartElement("head");
            xml.writeStartElement("title");
            xml.writeCharacters(title);
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeStartElement("body");
            for (Group group : groups) {
                write(xml, group);
            }
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("the list of feeds cannot be written", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(XMLStreamWriter xml, Group group) throws XMLStreamException {
        xml.writeStartElement("outline");
        xml.writeAttribute("text", group.title());
        for (FeedLink feed : group.feeds()) {
            xml.writeEmptyElement("outline");
            // The specification's word for any feed that is subscribed to, whatever its format.
            xml.writeAttribute("type", "rss");
            xml.writeAttribute("text", feed.title());
            xml.writeAttribute("title", feed.title());
            xml.writeAttribute("xmlUrl", feed.url());
            xml.writeAttribute("htmlUrl", group.home());
            xml.writeAttribute("language", group.language());
        }
        xml.writeEndElement();
    }
}
