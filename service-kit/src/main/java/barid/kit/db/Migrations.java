package barid.kit.db;

import org.postgresql.util.PSQLState;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** A service's migrations by their file names: those it has, those a database has, and some alone for Flyway. */
final class Migrations {
    private static final Pattern NAME = Pattern.compile("V[0-9][A-Za-z0-9_]*\\.sql");

    private Migrations() {}

    /**
     * Those of this software, in no order.
     *
     * @throws IllegalStateException if there are none in a folder: the packaging lost them, and any schema would seem new enough
     */
    static List<String> scripts(DatabaseSettings settings) {
        List<String> scripts = new ArrayList<>();
        for (String location : settings.migrations()) {
            List<String> found = scripts(folder(location));
            if (found.isEmpty()) {
                throw new IllegalStateException("there are no migrations in " + location);
            }
            scripts.addAll(found);
        }
        return scripts;
    }

    /** Of a location as Flyway has it: in the class path. */
    private static String folder(String location) {
        return location.substring(location.indexOf(':') + 1) + "/";
    }

    private static List<String> scripts(String folder) {
        List<String> found = new ArrayList<>();
        try {
            for (URL url : Collections.list(Migrations.class.getClassLoader().getResources(folder))) {
                files(url, folder).filter(NAME.asMatchPredicate()).forEach(found::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Stream<String> files(URL url, String folder) throws IOException {
        if (url.openConnection() instanceof JarURLConnection jar) {
            return jar.getJarFile().stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith(folder))
                    .map(name -> name.substring(folder.length()));
        }
        String[] names = new File(URI.create(url.toString())).list();
        return names == null ? Stream.empty() : Stream.of(names);
    }

    /** Those that the database has; none where none ever was applied. */
    static Set<String> applied(Connection connection) throws SQLException {
        Set<String> scripts = new HashSet<>();
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT script FROM flyway_schema_history WHERE success");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                scripts.add(rows.getString(1));
            }
        } catch (SQLException e) {
            if (!PSQLState.UNDEFINED_TABLE.getState().equals(e.getSQLState())) {
                throw e;
            }
        }
        return scripts;
    }

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
            String resource = "/" + folder(location) + script;
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
