package barid.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of an organisation that mails by a relay of the tests. */
final class TestOrganisation {
    private TestOrganisation() {}

    /** Writes it; {@code more} are further settings, in YAML. */
    static Path write(Path file, Ports ports, int relay, String more) throws IOException {
        return Files.writeString(file, """
                organisation:
                  name: {en: "Test organisation"}
                  short-name: {en: "Test"}
                  default-language: en
                  from: "news@news.example.org"
                  base-url:
                    articles: "http://localhost:%d"
                    feeds: "http://localhost:%d"
                    newsletter: "http://localhost:%d"
                smtp:
                  host: 127.0.0.1
                  port: %d
                preflight:
                  checks: built-in-mailbox
                %s""".formatted(ports.articles(), ports.feeds(), ports.newsletter(), relay, more));
    }
}
