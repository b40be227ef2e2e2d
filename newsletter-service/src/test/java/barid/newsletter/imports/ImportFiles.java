package barid.newsletter.imports;

import barid.kit.Await;
import barid.newsletter.RunningNewsletter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Hands files in over HTTP, and waits for what becomes of them. */
record ImportFiles(RunningNewsletter newsletter) {
    static final String ROOT = "/newsletter/api/subscriber-imports";
    static final String CONSENT = "consent=" + encoded("Conference desk, Geneva, May 2024");

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    HttpResponse<String> post(String query, byte[] file) {
        return newsletter.send(HttpRequest.newBuilder(newsletter.url(ROOT + "?" + query))
                .header("Authorization", "Bearer " + RunningNewsletter.OPERATOR)
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofByteArray(file)));
    }

    HttpResponse<String> get(String path) {
        return newsletter.send(HttpRequest.newBuilder(newsletter.url(path))
                .header("Authorization", "Bearer " + RunningNewsletter.OPERATOR));
    }

    /** The path of the import that began. */
    String begin(String query, byte[] file) {
        HttpResponse<String> answer = post(CONSENT + "&" + query, file);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    JsonNode show(String path) {
        return json(get(path).body());
    }

    /** The import once it stands in {@code state}. */
    JsonNode await(String path, String state) {
        Await.until(
                state,
                Duration.ofSeconds(60),
                () -> show(path).get("state").asText().equals(state));
        return show(path);
    }

    JsonNode take(String query, String file) {
        return await(begin(query, file.getBytes(StandardCharsets.UTF_8)), "done");
    }

    String report(JsonNode job) {
        return get(ROOT + "/" + job.get("id").asText() + "/report.csv").body();
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The counts in the order of {@link Tally}, without those that are zero. */
    static String counts(JsonNode job) {
        StringBuilder text = new StringBuilder();
        job.get("counts").properties().forEach(count -> {
            if (count.getValue().asLong() != 0) {
                text.append(text.isEmpty() ? "" : " ")
                        .append(count.getKey())
                        .append('=')
                        .append(count.getValue());
            }
        });
        return text.toString();
    }
}
