package barid.kit.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Some of a service's migrations, in a folder of their own, from which Flyway takes exactly these. */
final class Migrations {
    private static final Pattern NAME = Pattern.compile("V[0-9][A-Za-z0-9_]*\\.sql");

    private Migrations() {}

    static void with(DatabaseSettings owner, List<String> scripts, Consumer<Path> work) {
        try {
            Path folder = Files.createTempDirectory("barid-migrations");
            try {
                for (String script : scripts) {
                    copy(owner, script, folder);
                }
                work.accept(folder);
            } finally {
                for (String script : scripts) {
                    Files.deleteIfExists(folder.resolve(script));
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(DatabaseSettings owner, String script, Path folder) throws IOException {
        for (String location : owner.migrations()) {
            String resource = "/" + location.substring(location.indexOf(':') + 1) + "/" + script;
            try (InputStream in =
                    NAME.matcher(script).matches() ? Migrations.class.getResourceAsStream(resource) : null) {
                if (in != null) {
                    Files.copy(in, folder.resolve(script));
                    return;
                }
            }
        }
        throw new NewSchemaException("This software lacks the migration " + script + " of " + owner.name() + ".");
    }
}
