package barid.kit.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The languages that were added to those which the software is written in, each by files in one folder of the class path. */
final class AddedTexts {
    private static final String FOLDER = "barid/texts";
    private static final String ENDING = ".properties";

    private AddedTexts() {}

    /** All texts by language and by whole key; what several libraries bring of a language is joined. */
    static Map<String, Map<String, String>> read(ClassLoader loader) {
        Map<String, Map<String, String>> byLanguage = new TreeMap<>();
        try {
            for (URL folder : Collections.list(loader.getResources(FOLDER))) {
                read(folder.toURI(), byLanguage);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return byLanguage;
    }

    private static void read(URI folder, Map<String, Map<String, String>> byLanguage) throws IOException {
        if (folder.getScheme().equals("jar")) {
            try (FileSystem library = FileSystems.newFileSystem(folder, Map.of())) {
                readFiles(library.getPath(FOLDER), byLanguage);
            }
        } else {
            readFiles(Path.of(folder), byLanguage);
        }
    }

    private static void readFiles(Path folder, Map<String, Map<String, String>> byLanguage) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            try (InputStream in = Files.newInputStream(file)) {
                byLanguage
                        .computeIfAbsent(
                                name.substring(0, name.length() - ENDING.length()), language -> new TreeMap<>())
                        .putAll(Texts.read(in));
            }
        }
    }
}
