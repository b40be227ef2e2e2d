package barid.feed.publishing;

import com.rometools.rome.feed.atom.Content;
import com.rometools.rome.feed.atom.Entry;
import com.rometools.rome.feed.atom.Feed;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.impl.Atom10Generator;
import org.jdom2.Element;
import org.jdom2.Namespace;

/** Writes Atom 1.0 with {@code xml:lang}; Rome finds it through {@code rome.properties} and needs it public. */
public final class AtomGenerator extends Atom10Generator {
    /** The wire feed's {@code type}: our own, so that Rome's generator stays what it is for everyone else in the JVM. */
    static final String TYPE = "barid_atom_1.0";

    public AtomGenerator() {
        super(TYPE, "1.0");
    }

    /** An entry that says its language. */
    static final class InLanguage extends Entry {
        private static final long serialVersionUID = 1L;

        private final String language;

        InLanguage(String language) {
            this.language = language;
        }

        String language() {
            return language;
        }

        // Rome compares by bean properties, which would leave the language out; nothing here compares entries.
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** A text in another language than its feed's. */
    static final class TextInLanguage extends Content {
        private static final long serialVersionUID = 1L;

        private final String language;

        TextInLanguage(String language) {
            this.language = language;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    @Override
    protected Element createRootElement(Feed feed) {
        Element root = super.createRootElement(feed);
        setLanguage(root, feed.getLanguage());
        return root;
    }

    @Override
    protected void populateEntry(Entry entry, Element element) throws FeedException {
        if (entry instanceof InLanguage in) {
            setLanguage(element, in.language());
        }
        super.populateEntry(entry, element);
    }

    @Override
    protected void fillContentElement(Element element, Content content) throws FeedException {
        if (content instanceof TextInLanguage in) {
            setLanguage(element, in.language);
        }
        super.fillContentElement(element, content);
    }

    private static void setLanguage(Element element, String language) {
        element.setAttribute("lang", language, Namespace.XML_NAMESPACE);
    }
}
