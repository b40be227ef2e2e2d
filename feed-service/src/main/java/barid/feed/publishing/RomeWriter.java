package barid.feed.publishing;

import com.rometools.rome.feed.WireFeed;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.WireFeedOutput;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jdom2.Content;
import org.jdom2.Document;
import org.jdom2.Element;
import org.jdom2.Namespace;
import org.jdom2.Text;
import org.jdom2.output.Format;
import org.jdom2.output.LineSeparator;
import org.jdom2.output.XMLOutputter;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Has Rome write frames, and entries one by one, so that one that it cannot write takes no other with it.
 *
 * <p>Both declare the same namespaces at the root; therefore an entry's bytes mean the same in any document.
 */
final class RomeWriter {
    private final String parent;
    private final String child;
    private final List<Namespace> namespaces;
    private final Counter calls;

    /** {@code parent} is the element that {@code child}, an entry, stands in. */
    RomeWriter(String parent, String child, List<Namespace> namespaces, MeterRegistry metrics) {
        this.parent = parent;
        this.child = child;
        this.namespaces = namespaces;
        this.calls = Counter.builder("barid.feeds.rome.calls")
                .description("Frames and entries that Rome wrote; none for a request")
                .register(metrics);
    }

    /** The frame of {@code feed}, which holds no entry. */
    Frame frame(WireFeed feed) {
        String text = write(feed);
        return Frame.cut(text, text.lastIndexOf("</" + parent + ">"), "");
    }

    /** The one entry that {@code feed} holds, with the end of its line. */
    byte[] entry(WireFeed feed) {
        String text = write(feed);
        // Text is escaped, so these are the entry's own tags.
        String end = "</" + child + ">";
        return line(text.substring(text.indexOf("<" + child), text.lastIndexOf(end) + end.length()));
    }

    private String write(WireFeed feed) {
        calls.increment();
        try {
            Document document = new WireFeedOutput().outputJDom(feed);
            Element root = document.getRootElement();
            namespaces.forEach(root::addNamespaceDeclaration);
            startEachOnItsLine(root.getName().equals(parent) ? root : root.getChild(parent));
            return outputter().outputString(document);
        } catch (FeedException e) {
            throw new IllegalStateException("Rome refuses the feed", e);
        }
    }

    /** Raw, for the other formats trim or collapse text; and the line ends of Unix on every platform. */
    private static XMLOutputter outputter() {
        return new XMLOutputter(Format.getRawFormat().setEncoding("UTF-8").setLineSeparator(LineSeparator.UNIX));
    }

    /** An element of ours, for what Rome has no form of; its namespaces are those of the root. */
    byte[] element(Element element) {
        Element root = new Element("root");
        namespaces.forEach(root::addNamespaceDeclaration);
        root.addContent(element);
        String text = outputter().outputString(root);
        return line(text.substring(text.indexOf('>') + 1, text.lastIndexOf("</root>")));
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** For people who look at a feed by eye; white space means nothing between these elements. */
    private static void startEachOnItsLine(Element parent) {
        for (Content child : List.copyOf(parent.getContent())) {
            parent.addContent(parent.indexOf(child), new Text("\n"));
        }
        parent.addContent(new Text("\n"));
    }
}
