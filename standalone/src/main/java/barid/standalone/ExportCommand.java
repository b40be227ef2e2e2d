package barid.standalone;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.zip.ZipFile;

/** Writes the running installation's content into a file, which is there only when it is whole. */
final class ExportCommand {
    private final URI articles;
    private final @Nullable String token;
    private final PrintStream out;
    private final PrintStream err;

    ExportCommand(URI articles, @Nullable String token, PrintStream out, PrintStream err) {
        this.articles = articles;
        this.token = token;
        this.out = out;
        this.err = err;
    }

    /** 0 if the file was written; {@code force} replaces one that is there. */
    int run(Path file, boolean force) {
        if (token == null) {
            err.println("Set BARID_TOKEN to the token that the running Barid printed at its start.");
            return 1;
        }
        if (Files.exists(file) && !force) {
            err.println(file + " is there already; --force replaces it.");
            return 1;
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            return export(token, part, file, force);
        } catch (ConnectException e) {
            err.println("No Barid answers at " + articles + "; start it with ./barid, or name its --port.");
            return 1;
        } catch (IOException e) {
            err.println("The export failed, and no file was written: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            part.toFile().delete();
        }
    }

    private int export(String bearer, Path part, Path file, boolean force) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build()) {
            HttpResponse<InputStream> response = http.send(
                    HttpRequest.newBuilder(articles.resolve("/api/export"))
                            .header("Authorization", "Bearer " + bearer)
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                if (response.statusCode() != 200) {
                    err.println("Refused: the articles' service answered " + response.statusCode() + ".");
                    return 1;
                }
                copy(
                        in,
                        part,
                        response.headers().firstValueAsLong("Barid-Bytes-About").orElse(0));
            }
            requireWhole(part);
            if (force) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(part, file);
            }
            out.println("Exported "
                    + response.headers().firstValue("Barid-Articles").orElse("all") + " articles to " + file + ", "
                    + Transfer.megabytes(Files.size(file)) + ".");
            return 0;
        }
    }

    /** How long the file becomes is a guess until it is written. */
    private void copy(InputStream in, Path part, long about) throws IOException {
        byte[] buffer = new byte[64 << 10];
        Transfer transfer = new Transfer(out, about);
        try (OutputStream to = Files.newOutputStream(part)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                to.write(buffer, 0, read);
                transfer.add(read);
            }
        }
    }

    private static void requireWhole(Path part) throws IOException {
        try (ZipFile zip = new ZipFile(part.toFile())) {
            if (zip.getEntry("barid.json") == null) {
                throw new IOException("it was cut off");
            }
        }
    }
}
