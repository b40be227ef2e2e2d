package barid.feed.publishing;

import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A feed read by a parser that is not Rome's and forgives nothing. */
final class Documents {
    private static final Map<String, String> PREFIXES = Map.of(
            "a", "http://www.w3.org/2005/Atom",
            "at", "http://purl.org/atompub/tombstones/1.0",
            "content", "http://purl.org/rss/1.0/modules/content/",
            "fh", "http://purl.org/syndication/history/1.0",
            "dc", "http://purl.org/dc/elements/1.1/",
            "media", "http://search.yahoo.com/mrss/",
            "xml", "http://www.w3.org/XML/1998/namespace");

    private final Document document;

    private Documents(Document document) {
        this.document = document;
    }

    static Documents parse(byte[] bytes) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            // The JDK counts every &lt; towards these limits, which are meant for entities that a DOCTYPE declares.
            factory.setAttribute("jdk.xml.maxGeneralEntitySizeLimit", "0");
            factory.setAttribute("jdk.xml.totalEntitySizeLimit", "0");
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return new Documents(builder.parse(new InputSource(new ByteArrayInputStream(bytes))));
        } catch (SAXException | IOException | javax.xml.parsers.ParserConfigurationException e) {
            throw new AssertionError("not well-formed: " + e.getMessage(), e);
        }
    }

    /** The string values of what the XPath selects. */
    List<String> all(String path) {
        try {
            XPath xpath = XPathFactory.newInstance().newXPath();
            xpath.setNamespaceContext(new Prefixes());
            NodeList nodes = (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
            return IntStream.range(0, nodes.getLength())
                    .mapToObj(nodes::item)
                    .map(Node::getTextContent)
                    .toList();
        } catch (XPathExpressionException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Prefixes implements javax.xml.namespace.NamespaceContext {
        @Override
        public String getNamespaceURI(String prefix) {
            return PREFIXES.getOrDefault(prefix, "");
        }

        @Override
        public String getPrefix(String uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.util.Iterator<String> getPrefixes(String uri) {
            throw new UnsupportedOperationException();
        }
    }
}
