package barid.feed.publishing;

import barid.feed.Newsroom;
import barid.feed.Reader;
import barid.feed.Replicas;
import barid.feed.Translations;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What every kind of client with every kind of validator is answered (RFC 9110 sections 12.5.3 and 13, RFC 3229). */
class ConditionalTableIT {
    private static final String ATOM = "/feeds/en/articles.atom";
    private static final Newsroom NEWSROOM = new Newsroom();
    private static Replicas replicas;
    private static Reader reader;
    private static final Map<String, String> KNOWN = new HashMap<>();

    @BeforeAll
    static void publishTwice() throws Exception {
        NEWSROOM.announce(Translations.titled("First").at(1));
        replicas = new Replicas(NEWSROOM);
        reader = replicas.reader();
        remember("old");
        NEWSROOM.announce(Translations.titled("Second").at(2));
        Replicas.await("the feed follows", () -> reader.text(ATOM).contains("Second"));
        Replicas.await(
                "the state has its date",
                () -> !header("identity", "Last-Modified").isEmpty());
        remember("now");
        Instant modified = date(KNOWN.get("now-date"));
        KNOWN.put("later-date", http(modified.plusSeconds(5)));
        KNOWN.put("earlier-date", http(modified.minusSeconds(1)));
        KNOWN.put("future-tag", KNOWN.get("now-identity").replaceFirst("\\.(\\d+)\\.", ".999999999999."));
        KNOWN.put("foreign-tag", KNOWN.get("old-identity").replaceFirst("\"\\w+", "\"000000000000"));
        KNOWN.put("other-hash", KNOWN.get("now-identity").replaceFirst("\\.\\w+-", ".00000000000000000000-"));
        KNOWN.put("ancient-tag", KNOWN.get("now-identity").replaceFirst("\\.(\\d+)\\.", ".0."));
    }

    @AfterAll
    static void stop() {
        replicas.close();
        NEWSROOM.close();
    }

    private static void remember(String when) throws Exception {
        for (String coding : List.of("identity", "gzip", "br")) {
            KNOWN.put(when + "-" + coding, header(coding, "ETag"));
        }
        KNOWN.put(when + "-date", header("identity", "Last-Modified"));
    }

    private static String header(String coding, String name) throws Exception {
        return Reader.header(reader.get(ATOM, "Accept-Encoding", coding), name);
    }

    private static Instant date(String text) {
        return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
    }

    private static String http(Instant date) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC));
    }

    /** Words in braces stand for what was remembered. */
    @ParameterizedTest(name = "{0} {1}: {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
        GET  | If-None-Match: {now-identity}                                                     | 304 | identity
        GET  | If-None-Match: W/{now-identity}                                                   | 304 | identity
        GET  | If-None-Match: "x", {now-identity}                                                | 304 | identity
        GET  | If-None-Match: "x",{now-identity},"y"                                             | 304 | identity
        GET  | If-None-Match: "x" ; If-None-Match: {now-identity}                                | 304 | identity
        GET  | If-None-Match: *                                                                  | 304 | identity
        GET  | If-None-Match: ,{now-identity},                                                   | 304 | identity
        GET  | If-None-Match: {old-identity}                                                     | 200 | identity
        GET  | If-None-Match: {old-identity}, {now-identity}                                     | 304 | identity
        GET  | If-None-Match: {now-gzip}                                                         | 200 | identity
        GET  | If-None-Match: {now-br}                                                           | 200 | identity
        GET  | If-None-Match: {other-hash}                                                       | 200 | identity
        GET  | If-None-Match: {future-tag}                                                       | 200 | identity
        GET  | If-None-Match: {foreign-tag}                                                      | 200 | identity
        GET  | If-None-Match: x                                                                  | 200 | identity
        GET  | If-None-Match: ""                                                                 | 200 | identity
        GET  | If-Modified-Since: {now-date}                                                     | 304 | identity
        GET  | If-Modified-Since: {later-date}                                                   | 304 | identity
        GET  | If-Modified-Since: {earlier-date}                                                 | 200 | identity
        GET  | If-Modified-Since: {old-date}                                                     | 200 | identity
        GET  | If-Modified-Since: yesterday                                                      | 200 | identity
        GET  | If-Modified-Since: {now-date} ; If-None-Match: {now-identity}                     | 304 | identity
        GET  | If-Modified-Since: {earlier-date} ; If-None-Match: {now-identity}                 | 304 | identity
        GET  | If-Modified-Since: {now-date} ; If-None-Match: "x"                                | 200 | identity
        GET  | If-Modified-Since: {later-date} ; If-None-Match: {old-identity}                   | 200 | identity
        HEAD | If-None-Match: {now-identity}                                                     | 304 | identity
        HEAD | If-None-Match: {old-identity}                                                     | 200 | identity
        HEAD | If-Modified-Since: {now-date}                                                     | 304 | identity
        HEAD | Accept-Encoding: gzip                                                             | 200 | gzip
        GET  | Range: bytes=0-9                                                                  | 200 | identity
        GET  | Range: bytes=0-9 ; If-Range: {now-identity}                                       | 200 | identity
        GET  | Range: bytes=0-9 ; If-None-Match: {now-identity}                                  | 304 | identity
        GET  | Accept-Encoding: gzip                                                             | 200 | gzip
        GET  | Accept-Encoding: br, gzip                                                         | 200 | br
        GET  | Accept-Encoding: br;q=0.5, gzip                                                   | 200 | gzip
        GET  | Accept-Encoding: gzip;q=0                                                         | 200 | identity
        GET  | Accept-Encoding: gzip;q=0, br;q=0, *                                              | 200 | identity
        GET  | Accept-Encoding: zstd                                                             | 200 | identity
        GET  | Accept-Encoding: identity;q=0                                                     | 200 | identity
        GET  | Accept-Encoding: *                                                                | 200 | br
        GET  | Accept-Encoding: gzip ; If-None-Match: {now-gzip}                                 | 304 | gzip
        GET  | Accept-Encoding: br ; If-None-Match: {now-br}                                     | 304 | br
        GET  | Accept-Encoding: gzip ; If-None-Match: {now-br}                                   | 200 | gzip
        GET  | Accept-Encoding: gzip ; If-None-Match: {now-identity}, {now-gzip}                 | 304 | gzip
        GET  | Accept-Encoding: gzip ; If-Modified-Since: {now-date}                             | 304 | gzip
        GET  | A-IM: feed                                                                        | 200 | identity
        GET  | A-IM: feed ; If-None-Match: {now-identity}                                        | 304 | identity
        GET  | A-IM: feed ; If-None-Match: {old-identity}                                        | 226 | identity
        GET  | A-IM: gzip, feed;q=1 ; If-None-Match: {old-identity}                              | 226 | identity
        GET  | A-IM: feed ; If-None-Match: {old-gzip} ; Accept-Encoding: gzip                    | 226 | gzip
        GET  | A-IM: feed ; If-None-Match: "x", {old-identity}                                   | 226 | identity
        GET  | A-IM: vcdiff ; If-None-Match: {old-identity}                                      | 200 | identity
        GET  | A-IM: feeder ; If-None-Match: {old-identity}                                      | 200 | identity
        GET  | A-IM: feed ; If-None-Match: {foreign-tag}                                         | 200 | identity
        GET  | A-IM: feed ; If-None-Match: {other-hash}                                          | 200 | identity
        GET  | A-IM: feed ; If-None-Match: {future-tag}                                          | 200 | identity
        GET  | A-IM: feed ; If-Modified-Since: {old-date}                                        | 200 | identity
        HEAD | A-IM: feed ; If-None-Match: {old-identity}                                        | 226 | identity
        """)
    void answersAsTheStandardSays(String method, String fields, int status, String coding) throws Exception {
        HttpResponse<byte[]> answer = reader.send(method, ATOM, headers(fields));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Reader.header(answer, "ETag")).isEqualTo(KNOWN.get("now-" + coding));
        assertThat(Reader.header(answer, "Content-Encoding"))
                .isEqualTo(status == 304 || coding.equals("identity") ? "" : coding);
        assertThat(Reader.header(answer, "Link")).contains("rel=\"self\"", "rel=\"hub\"");
        assertThat(Reader.header(answer, "Vary")).contains("Accept-Encoding");
        if (status == 226) {
            assertThat(Reader.header(answer, "IM")).isEqualTo("feed");
            assertThat(Reader.header(answer, "Vary")).contains("A-IM");
            assertThat(Reader.header(answer, "Cache-Control")).isEqualTo("no-store");
            if (method.equals("GET")) {
                assertThat(Documents.parse(
                                        coding.equals("gzip")
                                                ? Reader.text(answer).getBytes(StandardCharsets.UTF_8)
                                                : answer.body())
                                .all("//a:entry/a:title"))
                        .containsExactly("Second");
            }
        } else {
            assertThat(Reader.header(answer, "Cache-Control"))
                    .isEqualTo("public, max-age=300, stale-while-revalidate=60");
        }
        assertThat(answer.body().length > 0).isEqualTo(method.equals("GET") && status != 304);
    }

    private static String[] headers(String fields) {
        List<String> headers = new ArrayList<>();
        for (String field : fields.split(" ; ")) {
            String[] pair = field.strip().split(": ", 2);
            String value = pair[1];
            for (Map.Entry<String, String> known : KNOWN.entrySet()) {
                value = value.replace("{" + known.getKey() + "}", known.getValue());
            }
            headers.addAll(List.of(pair[0], value));
        }
        return headers.toArray(String[]::new);
    }

    @Test
    void rssAndJsonHaveNoDeltas() throws Exception {
        for (String format : List.of("rss", "json")) {
            HttpResponse<byte[]> whole = reader.get("/feeds/en/articles." + format);
            String older = Reader.header(whole, "ETag").replaceFirst("\\.(\\d+)\\.", ".1.");
            assertThat(reader.get("/feeds/en/articles." + format, "A-IM", "feed", "If-None-Match", older)
                            .body())
                    .isEqualTo(whole.body());
        }
    }

    /** Two changes within one second: the older validators of all kinds are worth nothing. */
    @Test
    void twoChangesWithinASecondAndAWithdrawalAreNewsToEveryOldValidator() throws Exception {
        String path = "/feeds/fr/articles.atom";
        List<HttpResponse<byte[]>> states = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            String title = "Vite " + n;
            NEWSROOM.announce(Translations.titled(title).inLanguage("fr").at(10 + n));
            Replicas.await("the feed follows", () -> reader.text(path).contains(title));
            states.add(reader.get(path));
        }
        NEWSROOM.announce(Translations.titled("Vite 2").inLanguage("fr").withdrawn(Translations.NOON, ""));
        Replicas.await("the feed follows", () -> reader.text(path).contains("deleted-entry"));
        Instant last = Instant.EPOCH;
        for (HttpResponse<byte[]> state : states) {
            assertThat(reader.get(path, "If-None-Match", Reader.header(state, "ETag"))
                            .statusCode())
                    .isEqualTo(200);
            String modified = Reader.header(state, "Last-Modified");
            if (!modified.isEmpty()) {
                assertThat(date(modified)).isAfter(last);
                last = date(modified);
                assertThat(reader.get(path, "If-Modified-Since", modified).statusCode())
                        .isEqualTo(200);
            }
        }
    }
}
