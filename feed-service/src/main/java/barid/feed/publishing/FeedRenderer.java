package barid.feed.publishing;

import barid.kit.site.Organisation;
import com.rometools.rome.feed.WireFeed;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.WireFeedOutput;
import org.jdom2.Content;
import org.jdom2.Document;
import org.jdom2.Element;
import org.jdom2.Text;
import org.jdom2.output.Format;
import org.jdom2.output.LineSeparator;
import org.jdom2.output.XMLOutputter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Turns a feed's state into a document's bytes; of the same state and settings always the same ones. */
public final class FeedRenderer {
    private final FeedTexts texts;
    private final AtomDocument atom;
    private final RssDocument rss;

    public FeedRenderer(Organisation organisation) {
        this.texts = new FeedTexts(organisation);
        this.atom = new AtomDocument(texts);
        this.rss = new RssDocument(texts, (int) FeedRoutes.MAX_AGE.toMinutes());
    }

    byte[] render(FeedState state, FeedFormat format) {
        return switch (format) {
            case ATOM -> write(atom.of(state));
            case RSS -> write(rss.of(state));
        };
    }

    FeedLink link(FeedDocument document) {
        return new FeedLink(
                document.format().displayName(),
                texts.title(texts.language(document.feed())),
                document.format().mediaType(),
                texts.url(document));
    }

    private static byte[] write(WireFeed feed) {
        try {
            Document document = new WireFeedOutput().outputJDom(feed);
            Element root = document.getRootElement();
            startEachOnItsLine(root.getName().equals("rss") ? root.getChild("channel") : root);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 << 10);
            // Raw, for the other formats trim or collapse text; and the line ends of Unix on every platform.
            Format raw = Format.getRawFormat().setEncoding("UTF-8").setLineSeparator(LineSeparator.UNIX);
            new XMLOutputter(raw).output(document, bytes);
            return bytes.toByteArray();
        } catch (FeedException e) {
            throw new IllegalStateException("Rome refuses the feed", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For people who look at a feed by eye; white space means nothing between these elements. */
    private static void startEachOnItsLine(Element parent) {
        for (Content child : List.copyOf(parent.getContent())) {
            parent.addContent(parent.indexOf(child), new Text("\n"));
        }
        parent.addContent(new Text("\n"));
    }
}
