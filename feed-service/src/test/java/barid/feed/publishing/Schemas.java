package barid.feed.publishing;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.thaiopensource.util.PropertyMapBuilder;
import com.thaiopensource.validate.ValidateProperty;
import com.thaiopensource.validate.ValidationDriver;
import com.thaiopensource.validate.rng.CompactSchemaReader;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The grammars of the formats, where there is one. */
final class Schemas {
    private final ValidationDriver atom;
    private final List<String> found = new ArrayList<>();
    private final Schema json;

    Schemas() {
        PropertyMapBuilder properties = new PropertyMapBuilder();
        properties.put(ValidateProperty.ERROR_HANDLER, new DefaultHandler() {
            @Override
            public void error(SAXParseException e) {
                found.add(e.getMessage());
            }

            @Override
            public void fatalError(SAXParseException e) {
                found.add(e.getMessage());
            }
        });
        atom = new ValidationDriver(properties.toPropertyMap(), CompactSchemaReader.getInstance());
        try (InputStream grammar = resource("atom.rnc");
                InputStream schema = resource("json-feed.schema.json")) {
            if (!atom.loadSchema(new InputSource(grammar))) {
                throw new IllegalStateException("the grammar of Atom cannot be read: " + found);
            }
            json = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(schema.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        } catch (IOException | SAXException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(Schemas.class.getResourceAsStream(name));
    }

    /** What of the document is not of its format; RSS has no grammar. */
    List<String> breaches(FeedFormat format, byte[] document) {
        return switch (format) {
            case ATOM -> atom(document);
            case RSS -> List.of();
            case JSON ->
                json.validate(new String(document, StandardCharsets.UTF_8), InputFormat.JSON).stream()
                        .map(Error::toString)
                        .toList();
        };
    }

    private List<String> atom(byte[] document) {
        found.clear();
        try {
            atom.validate(new InputSource(new ByteArrayInputStream(document)));
        } catch (IOException | SAXException e) {
            found.add(e.toString());
        }
        return List.copyOf(found);
    }
}
