package barid.article.media;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.GpsDirectory;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** What a photo tells of who took it, and where, reaches nobody. */
class PhotoPrivacyIT {
    private static TestArticles articles;

    @BeforeAll
    static void start() {
        articles = TestArticles.start();
    }

    @AfterAll
    static void stop() {
        articles.close();
    }

    private static byte[] photo(String format) {
        return switch (format) {
            case "jpeg" -> Photos.jpeg(Photos.upright(), 6);
            case "png" -> Photos.png(Photos.upright(), 6);
            default -> Photos.webp(Photos.upright(), 6);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "webp"})
    void noByteTellsOfPlaceOrAuthorAndAllStandUpright(String format) throws Exception {
        byte[] photo = photo(format);
        assertThatThePhotoIsWhatACameraWrites(photo);

        JsonNode media = articles.send(
                        articles.writer("/api/media").POST(HttpRequest.BodyPublishers.ofByteArray(photo)))
                .expect(201)
                .json();
        assertThat(media.get("type").asText()).isEqualTo("image/" + format);
        assertThat(media.get("width").asInt()).isEqualTo(Photos.WIDTH);
        assertThat(media.get("height").asInt()).isEqualTo(Photos.HEIGHT);
        show(media);

        Set<String> types = new LinkedHashSet<>();
        for (String url : urls(media)) {
            Answer answer = articles.get(url).expect(200);
            types.add(answer.header("Content-Type"));
            assertThatNothingIsTold(url, answer.response().body());
            assertThatNothingIsTold(
                    url + " in parts", inParts(url, answer.response().body().length));
            assertThatItStandsUpright(url, answer.response().body());
        }
        assertThat(types).contains("image/jpeg", "image/webp");
    }

    /** The same by readers that are not ours: what is looked for can be found. */
    private static void assertThatThePhotoIsWhatACameraWrites(byte[] photo) throws Exception {
        Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(photo));
        assertThat(metadata.getFirstDirectoryOfType(ExifIFD0Directory.class).getString(ExifIFD0Directory.TAG_ARTIST))
                .isEqualTo(Photos.AUTHOR);
        assertThat(metadata.getFirstDirectoryOfType(ExifIFD0Directory.class).getInt(ExifIFD0Directory.TAG_ORIENTATION))
                .isEqualTo(6);
        assertThat(metadata.getFirstDirectoryOfType(GpsDirectory.class).getRationalArray(GpsDirectory.TAG_LATITUDE))
                .isNotNull();
        assertThat(tags(metadata)).contains("Xmp");
        assertThat(holds(photo, Photos.secrets().getFirst())).isTrue();
        assertThat(holds(photo, Photos.secrets().get(3))).isTrue();
    }

    private static void show(JsonNode media) {
        String id = articles.post(
                        "/api/articles",
                        "{\"language\":\"en\",\"title\":\"A photo\",\"html\":\"<p>x</p>\",\"lead\":{\"media\":\""
                                + media.get("id").asText() + "\",\"alt\":\"Four colours\"}}")
                .expect(201)
                .json()
                .get("id")
                .asText();
        articles.act(id, "en", "publish", "{}").expect(200);
    }

    private static List<String> urls(JsonNode media) {
        List<String> urls = new ArrayList<>(List.of(media.get("url").asText()));
        media.get("renditions")
                .forEach(rendition -> urls.add(rendition.get("url").asText()));
        assertThat(urls).hasSizeGreaterThanOrEqualTo(3);
        return urls;
    }

    private static byte[] inParts(String url, int length) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int step = length / 3 + 1;
        for (int from = 0; from < length; from += step) {
            whole.writeBytes(articles.send(HttpRequest.newBuilder(articles.uri(url))
                            .header("Range", "bytes=" + from + "-" + (from + step - 1)))
                    .expect(206)
                    .response()
                    .body());
        }
        assertThat(whole.size()).isEqualTo(length);
        return whole.toByteArray();
    }

    private static void assertThatNothingIsTold(String what, byte[] bytes) throws IOException {
        for (byte[] secret : Photos.secrets()) {
            assertThat(holds(bytes, secret))
                    .as(what + " holds " + new String(secret, StandardCharsets.ISO_8859_1))
                    .isFalse();
        }
        try {
            Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(bytes));
            assertThat(tags(metadata))
                    .as(what)
                    .doesNotContain("Exif", "GPS", "Xmp", "Iptc", "Photoshop", "Comment", "Textual", Photos.AUTHOR);
        } catch (ImageProcessingException e) {
            throw new AssertionError(what + " is no picture", e);
        }
    }

    /** The names of the directories, and every value in them. */
    private static String tags(Metadata metadata) {
        StringBuilder text = new StringBuilder();
        for (Directory directory : metadata.getDirectories()) {
            text.append(directory.getClass().getSimpleName()).append('\n');
            directory.getTags().forEach(tag -> text.append(tag.getDescription()).append('\n'));
        }
        return text.toString();
    }

    private static void assertThatItStandsUpright(String url, byte[] bytes) {
        BufferedImage image = Photos.decoded(bytes);
        int w = image.getWidth();
        int h = image.getHeight();
        assertThat(h).as(url).isGreaterThan(w);
        assertColour(url, image.getRGB(w / 20, h / 20), Color.RED);
        assertColour(url, image.getRGB(w - w / 20, h / 20), Color.BLUE);
        assertColour(url, image.getRGB(w / 20, h - h / 20), Color.GREEN);
    }

    private static void assertColour(String url, int rgb, Color expected) {
        Color colour = new Color(rgb);
        int away = Math.abs(colour.getRed() - expected.getRed())
                + Math.abs(colour.getGreen() - expected.getGreen())
                + Math.abs(colour.getBlue() - expected.getBlue());
        assertThat(away).as(url + " shows " + colour + " for " + expected).isLessThan(30);
    }

    @Test
    void theDatabaseHoldsNothingOfItEither() throws SQLException {
        for (String format : List.of("jpeg", "png", "webp")) {
            articles.send(articles.writer("/api/media").POST(HttpRequest.BodyPublishers.ofByteArray(photo(format))))
                    .expect(201);
        }
        var settings = articles.settings();
        int read = 0;
        try (var connection = DriverManager.getConnection(settings.url(), settings.username(), settings.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT name, content FROM media_content"
                        + " UNION ALL SELECT 'media', convert_to(cast(to_jsonb(media) AS text), 'UTF8') FROM media"
                        + " UNION ALL SELECT 'rendition', convert_to(cast(to_jsonb(rendition) AS text), 'UTF8')"
                        + " FROM rendition"
                        + " UNION ALL SELECT 'audit', convert_to(cast(to_jsonb(audit) AS text), 'UTF8') FROM audit")) {
            while (rows.next()) {
                read++;
                for (byte[] secret : Photos.secrets()) {
                    assertThat(holds(rows.getBytes(2), secret))
                            .as(rows.getString(1))
                            .isFalse();
                }
            }
        }
        assertThat(read).isGreaterThan(12);
    }

    @Test
    void whatWasServedIsTheSamePictureWhenItComesBack() {
        for (String format : List.of("jpeg", "png", "webp")) {
            JsonNode media = articles.send(
                            articles.writer("/api/media").POST(HttpRequest.BodyPublishers.ofByteArray(photo(format))))
                    .expect(201)
                    .json();
            show(media);
            byte[] served = articles.get(media.get("url").asText())
                    .expect(200)
                    .response()
                    .body();
            assertThat(articles.send(articles.writer("/api/media").POST(HttpRequest.BodyPublishers.ofByteArray(served)))
                            .expect(201)
                            .json())
                    .isEqualTo(media);
        }
    }

    private static boolean holds(byte[] bytes, byte[] part) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}
