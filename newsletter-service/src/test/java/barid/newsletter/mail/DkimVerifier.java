package barid.newsletter.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What dkimpy says of mails: another implementation than ours, in another language (the distribution's packages python3-dkim and python3-nacl). */
final class DkimVerifier {
    private DkimVerifier() {}

    /** By name of the mail, then by selector, whether the signature verifies by the records (TXT by name); writes into {@code folder}. */
    static Map<String, Map<String, Boolean>> verify(
            Path folder, Map<String, byte[]> mails, Map<String, String> records) {
        try {
            List<String> command =
                    new ArrayList<>(List.of("/usr/bin/python3", script(folder), records(folder, records)));
            for (Map.Entry<String, byte[]> mail : mails.entrySet()) {
                command.add(Files.write(folder.resolve(mail.getKey()), mail.getValue())
                        .toString());
            }
            return results(run(folder, command));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String script(Path folder) throws IOException {
        try (InputStream script = DkimVerifier.class.getResourceAsStream("verify.py")) {
            return Files.write(folder.resolve("verify.py"), script.readAllBytes())
                    .toString();
        }
    }

    private static String records(Path folder, Map<String, String> records) throws IOException {
        List<String> lines = records.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .toList();
        return Files.write(folder.resolve("records"), lines).toString();
    }

    private static String run(Path folder, List<String> command) throws IOException {
        Path errors = folder.resolve("errors");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("is python3-dkim installed? " + Files.readString(errors));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return output;
    }

    private static Map<String, Map<String, Boolean>> results(String output) {
        Map<String, Map<String, Boolean>> results = new TreeMap<>();
        output.lines().forEach(line -> {
            String[] words = line.split(" ");
            results.computeIfAbsent(Path.of(words[0]).getFileName().toString(), name -> new TreeMap<>())
                    .put(words[1], words[2].equals("True"));
        });
        return results;
    }
}
