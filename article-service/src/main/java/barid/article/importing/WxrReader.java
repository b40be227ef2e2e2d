package barid.article.importing;

import org.jspecify.annotations.Nullable;

import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Streams through a WordPress export, whatever its size: one item is in memory at a time. */
final class WxrReader {
    /** Of any version: http://wordpress.org/export/1.0/ and on, with https of late. */
    private static final String NAMESPACE = "wordpress.org/export/";
    /** No article may be a sixteenth as long; what is longer is no text. */
    private static final int MOST_CHARACTERS = 16 << 20;

    private WxrReader() {}

    /** What is told of the file, in its order. */
    interface Listener {
        /** Of the channel itself: {@code language}, {@code base_blog_url}, … */
        void channel(String name, String text);

        void author(String login, String name);

        void term(WxrTerm term);

        void item(WxrItem item) throws IOException, InterruptedException;
    }

    /** Whether the head of the file says that WordPress wrote it; what is broken there is for others to say. */
    static boolean recognises(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader reader = XmlFiles.open(in);
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    if (isOfWordPress(reader.getNamespaceURI())) {
                        return true;
                    }
                    if (reader.getLocalName().equals("item")
                            || reader.getLocalName().equals("entry")) {
                        return false;
                    }
                }
            }
            return false;
        } catch (XMLStreamException e) {
            return false;
        }
    }

    /** @throws ImportRefused at the first place where the file is not what it should be */
    static void read(Path file, Listener listener) throws ImportRefused, IOException, InterruptedException {
        Pass pass = new Pass(listener);
        try (InputStream in = Files.newInputStream(file)) {
            pass.run(XmlFiles.open(in));
        } catch (XMLStreamException e) {
            throw XmlFiles.broken(file, pass.root, e);
        }
    }

    private static boolean isOfWordPress(@Nullable String namespace) {
        return namespace != null && namespace.contains(NAMESPACE);
    }

    private static final class Pass {
        private final Listener listener;
        private final Deque<String> open = new ArrayDeque<>();
        private final StringBuilder text = new StringBuilder();
        /** Of the author or term that is open. */
        private final Map<String, String> fields = new HashMap<>();

        private String root = "";
        private int ordinal;
        private @Nullable WxrItemBuilder item;

        Pass(Listener listener) {
            this.listener = listener;
        }

        void run(XMLStreamReader reader) throws ImportRefused, XMLStreamException, IOException, InterruptedException {
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD -> throw XmlFiles.doctype(reader);
                    case XMLStreamConstants.ENTITY_REFERENCE ->
                        throw XmlFiles.refused(reader, "The file names an entity that XML does not know.");
                    case XMLStreamConstants.START_ELEMENT -> start(reader);
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                        if (text.length() + reader.getTextLength() > MOST_CHARACTERS) {
                            throw XmlFiles.refused(reader, "An element is longer than any text may be.");
                        }
                        text.append(reader.getText());
                    }
                    case XMLStreamConstants.END_ELEMENT -> end(name(reader));
                    default -> {}
                }
            }
        }

        /** Two elements are called {@code encoded}: the text is told from the excerpt by its namespace. */
        private static String name(XMLStreamReader reader) {
            String name = reader.getLocalName();
            return name.equals("encoded") && isOfWordPress(reader.getNamespaceURI()) ? "excerpt" : name;
        }

        private void start(XMLStreamReader reader) {
            String name = name(reader);
            if (open.isEmpty()) {
                root = reader.getLocalName();
            }
            open.push(name);
            text.setLength(0);
            if (open.size() == 3) {
                fields.clear();
                if (name.equals("item")) {
                    item = new WxrItemBuilder(++ordinal);
                }
            } else if (item != null && open.size() == 4 && name.equals("category")) {
                item.category(attribute(reader, "domain", "category"), attribute(reader, "nicename", ""));
            }
        }

        private static String attribute(XMLStreamReader reader, String name, String otherwise) {
            String value = reader.getAttributeValue(null, name);
            return value == null ? otherwise : value;
        }

        private void end(String name) throws IOException, InterruptedException {
            int depth = open.size();
            open.pop();
            String value = text.toString();
            text.setLength(0);
            if (item != null) {
                endInItem(item, name, depth, value);
            } else if (depth == 4) {
                fields.put(name, value.strip());
            } else if (depth == 3) {
                endInChannel(name, value.strip());
            }
        }

        private void endInItem(WxrItemBuilder builder, String name, int depth, String value)
                throws IOException, InterruptedException {
            switch (depth) {
                case 3 -> {
                    item = null;
                    listener.item(builder.build());
                }
                case 4 -> builder.field(name, value);
                case 5 -> builder.inner(name, value);
                default -> {}
            }
        }

        private void endInChannel(String name, String value) {
            switch (name) {
                case "author" -> listener.author(field("author_login"), field("author_display_name"));
                case "category" ->
                    listener.term(term(
                            "category", "category_nicename", "category_parent", "cat_name", "category_description"));
                case "tag" -> listener.term(term("post_tag", "tag_slug", "", "tag_name", "tag_description"));
                case "term" ->
                    listener.term(
                            term(field("term_taxonomy"), "term_slug", "term_parent", "term_name", "term_description"));
                default -> listener.channel(name, value);
            }
        }

        private WxrTerm term(String taxonomy, String slug, String parent, String name, String description) {
            return new WxrTerm(taxonomy, field("term_id"), field(slug), field(parent), field(name), field(description));
        }

        private String field(String name) {
            return fields.getOrDefault(name, "");
        }
    }
}
