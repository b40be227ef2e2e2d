package barid.article.media;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.net.URI;
import java.net.http.HttpRequest;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The bytes in S3-compatible storage, and the move to it and back. */
class MediaStorageIT {
    private static LocalS3 storage;
    private static S3Client client;
    private static Map<String, String> settings;

    @BeforeAll
    static void start() {
        storage = LocalS3.builder().port(-1).mode(LocalS3Mode.IN_MEMORY).build();
        storage.start();
        URI endpoint = URI.create("http://127.0.0.1:" + storage.getPort());
        client = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build();
        client.createBucket(request -> request.bucket("pictures"));
        settings = Map.of(
                "media.storage", "s3",
                "media.s3.endpoint", endpoint.toString(),
                "media.s3.region", "eu-west-1",
                "media.s3.bucket", "pictures",
                "media.s3.path-style", "true",
                "media.s3.access-key", "key",
                "media.s3.secret-key", "secret");
    }

    @AfterAll
    static void stop() {
        client.close();
        storage.shutdown();
    }

    private static JsonNode upload(TestArticles articles, byte[] bytes) {
        return articles.send(articles.writer("/api/media").POST(HttpRequest.BodyPublishers.ofByteArray(bytes)))
                .expect(201)
                .json();
    }

    private static void show(TestArticles articles, JsonNode media) {
        String id = articles.post(
                        "/api/articles",
                        "{\"language\":\"en\",\"title\":\"P\",\"html\":\"<img src='"
                                + media.get("url").asText() + "' alt=''>\"}")
                .expect(201)
                .json()
                .get("id")
                .asText();
        articles.act(id, "en", "publish", "{}").expect(200);
    }

    private static List<String> objects(JsonNode media) {
        return client
                .listObjectsV2(request -> request.bucket("pictures")
                        .prefix("media/" + media.get("id").asText()))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private static int contents(TestArticles articles) throws SQLException {
        var settings = articles.settings();
        try (var connection = DriverManager.getConnection(settings.url(), settings.username(), settings.password());
                var rows = connection.createStatement().executeQuery("SELECT count(*) FROM media_content")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void theBytesAreInTheStorageAloneAndPublicOnlyThroughTheService() throws SQLException {
        try (TestArticles articles = TestArticles.start(settings)) {
            byte[] png = Photos.encoded("png", Photos.upright(500, 300));
            JsonNode media = upload(articles, png);
            assertThat(objects(media)).hasSize(5);
            assertThat(contents(articles)).isZero();
            String url = media.get("url").asText();
            articles.get(url).expect(404);

            show(articles, media);

            assertThat(articles.get(url).expect(200).response().body()).isEqualTo(png);
            Answer part = articles.send(
                            HttpRequest.newBuilder(articles.uri(url)).header("Range", "bytes=5-99"))
                    .expect(206);
            assertThat(part.response().body()).isEqualTo(Arrays.copyOfRange(png, 5, 100));
            media.get("renditions")
                    .forEach(cut -> assertThat(articles.get(cut.get("url").asText())
                                    .expect(200)
                                    .response()
                                    .body())
                            .hasSize(cut.get("bytes").asInt()));

            JsonNode unused = upload(articles, Photos.encoded("png", Photos.upright(50, 30)));
            assertThat(objects(unused)).hasSize(3);
            articles.send(articles.writer("/api/media/" + unused.get("id").asText())
                            .DELETE())
                    .expect(204);
            assertThat(objects(unused)).isEmpty();
        }
    }

    @Test
    void whatWasKeptElsewhereBeforeTheSettingChangedIsFoundThere() throws SQLException {
        byte[] first = Photos.encoded("png", Photos.upright(51, 30));
        byte[] second = Photos.encoded("png", Photos.upright(52, 30));
        try (TestArticles inDatabase = TestArticles.start();
                TestArticles moved = inDatabase.replica(settings)) {
            JsonNode old = upload(inDatabase, first);
            show(inDatabase, old);
            assertThat(contents(inDatabase)).isEqualTo(3);
            assertThat(moved.get(old.get("url").asText()).expect(200).response().body())
                    .isEqualTo(first);
            assertThat(objects(old)).isEmpty();

            JsonNode fresh = upload(moved, second);
            show(moved, fresh);
            assertThat(contents(inDatabase)).isEqualTo(3);
            Map<String, String> back = new java.util.HashMap<>(settings);
            back.put("media.storage", "database");
            try (TestArticles returned = inDatabase.replica(back)) {
                assertThat(returned.get(fresh.get("url").asText())
                                .expect(200)
                                .response()
                                .body())
                        .isEqualTo(second);
            }
        }
    }
}
