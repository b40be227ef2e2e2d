package barid.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.commons.io.input.BoundedInputStream;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sends a file to the running installation and tells how its import goes. */
final class ImportCommand {
    private static final long LIMIT = 512L << 20;
    private static final int MAX_NAME = 200;

    private final URI articles;
    private final @Nullable String token;
    private final PrintStream out;
    private final PrintStream err;

    ImportCommand(URI articles, @Nullable String token, PrintStream out, PrintStream err) {
        this.articles = articles;
        this.token = token;
        this.out = out;
        this.err = err;
    }

    /** 0 if the file was taken, 1 if it was refused or nobody runs. */
    int run(String source, @Nullable String language) {
        if (token == null) {
            err.println("Set BARID_TOKEN to the token that the running Barid printed at its start.");
            return 1;
        }
        try (Api api = new Api(token)) {
            Path file = source.matches("(?i)https?://.*") ? download(source) : Path.of(source);
            if (!Files.isReadable(file)) {
                err.println("There is no file " + file + " to read.");
                return 1;
            }
            String query =
                    "?name=" + encoded(name(source, file)) + (language == null ? "" : "&language=" + encoded(language));
            Api.Answer answer = api.post(
                    articles.resolve("/api/imports" + query),
                    HttpRequest.BodyPublishers.ofFile(file),
                    "application/octet-stream");
            if (answer.status() != 202) {
                err.println("Refused: " + reason(answer.json()));
                return 1;
            }
            return follow(api, articles.resolve(answer.location()));
        } catch (ConnectException e) {
            err.println("No Barid answers at " + articles + "; start it with ./barid, or name its --port.");
            return 1;
        } catch (IOException e) {
            err.println("The import failed: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What the list of imports calls it: a file's name, without the folder that it is in, or the URL. */
    private static String name(String source, Path file) {
        String name = source.matches("(?i)https?://.*") ? source : String.valueOf(file.getFileName());
        return name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    }

    private static String reason(JsonNode problem) {
        JsonNode field = problem.path("errors").path(0);
        if (field.isObject()) {
            return field.path("field").asText() + " " + field.path("reason").asText();
        }
        String detail = problem.path("detail").asText();
        return (problem.path("title").asText() + " " + detail).strip();
    }

    private static Path download(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            HttpResponse<InputStream> response = http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofMinutes(1))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException(url + " answered " + response.statusCode());
                }
                Path file = Files.createTempFile("barid-import", ".xml");
                file.toFile().deleteOnExit();
                try (var bounded = BoundedInputStream.builder()
                        .setInputStream(in)
                        .setMaxCount(LIMIT + 1)
                        .get()) {
                    if (Files.copy(bounded, file, StandardCopyOption.REPLACE_EXISTING) > LIMIT) {
                        throw new IOException(url + " is larger than an import may be");
                    }
                }
                return file;
            }
        }
    }

    private int follow(Api api, URI location) throws IOException, InterruptedException {
        while (true) {
            JsonNode state = api.get(location).json();
            out.println(line(state));
            switch (state.path("state").asText()) {
                case "done" -> {
                    summary(api, location, state);
                    return 0;
                }
                case "failed" -> {
                    err.println("The import failed: " + state.path("failure").asText());
                    return 1;
                }
                default -> Thread.sleep(500);
            }
        }
    }

    private static String line(JsonNode state) {
        return String.format(
                Locale.ROOT,
                "  %d of %d entries, %.0f a second, %d s left",
                state.path("done").asLong(),
                state.path("total").asLong(),
                state.path("rate").asDouble(),
                state.path("secondsLeft").asLong());
    }

    private void summary(Api api, URI location, JsonNode state) throws IOException, InterruptedException {
        out.println("Taken " + state.path("taken").asLong() + ", changed "
                + state.path("changed").asLong() + ", skipped "
                + state.path("skipped").asLong() + ".");
        Map<String, Map<String, Integer>> reasons = new TreeMap<>();
        for (JsonNode lines = state.path("report"); !lines.isEmpty(); ) {
            lines.forEach(line -> line.path("reasons")
                    .forEach(reason -> reasons.computeIfAbsent(line.path("kind").asText(), kind -> new TreeMap<>())
                            .merge(line.path("outcome").asText() + ": " + reason.asText(), 1, Integer::sum)));
            int last = lines.get(lines.size() - 1).path("ordinal").asInt();
            lines = api.get(URI.create(location + "?after=" + last)).json().path("report");
        }
        state.path("kinds").properties().forEach(kind -> {
            out.println(kind.getKey() + ": " + counts(kind.getValue()));
            reasons.getOrDefault(kind.getKey(), Map.of())
                    .forEach((reason, entries) -> out.println("  " + entries + " x " + reason));
        });
    }

    private static String counts(JsonNode outcomes) {
        return Stream.of("taken", "changed", "skipped")
                .filter(outcomes::has)
                .map(outcome -> outcomes.path(outcome).asLong() + " " + outcome)
                .collect(Collectors.joining(", "));
    }
}
