package barid.newsletter.journal;

import barid.kit.config.Secrets;
import io.helidon.config.Config;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** S3-compatible storage. Nothing can be added to an object there, so each group of notes is a small one of its own. */
final class S3Storage implements Storage {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    private S3Storage(S3Client client, String bucket, String prefix, InstantSource clock) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
        this.clock = clock;
    }

    /** From the block {@code journal.s3}. */
    static S3Storage from(Config config, InstantSource clock) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(ANSWER))
                .overrideConfiguration(override -> override.apiCallTimeout(ANSWER.multipliedBy(2)))
                .region(Region.of(config.get("region").asString().orElse("us-east-1")))
                .credentialsProvider(credentials(config))
                .forcePathStyle(config.get("path-style").asBoolean().orElse(false))
                // Storage that is only compatible keeps the framing of checksums and chunks as if it were content.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false));
        config.get("endpoint").asString().ifPresent(endpoint -> builder.endpointOverride(URI.create(endpoint)));
        return new S3Storage(
                builder.build(),
                config.get("bucket")
                        .asString()
                        .asOptional()
                        .orElseThrow(() -> new IllegalStateException("set journal.s3.bucket")),
                config.get("prefix").asString().orElse("journal/"),
                clock);
    }

    private static AwsCredentialsProvider credentials(Config config) {
        return config.get("access-key")
                .asString()
                .asOptional()
                .<AwsCredentialsProvider>map(key -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(key, Secrets.read(config, "secret-key"))))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    @Override
    public void append(Series series, byte[] lines) throws IOException {
        String name = place(series) + FolderStorage.NAME.format(clock.instant()) + "-" + FolderStorage.tail(random);
        try {
            client.putObject(
                    request -> request.bucket(bucket).key(name).contentType("application/jsonl"),
                    RequestBody.fromBytes(lines));
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void read(Series series, Segments reader) throws IOException {
        try {
            for (S3Object object : objects(series)) {
                try (InputStream in =
                        client.getObject(request -> request.bucket(bucket).key(object.key()))) {
                    reader.next(object.key(), in);
                } catch (NoSuchKeyException e) {
                    // Another process removed it: it was old.
                }
            }
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    private Iterable<S3Object> objects(Series series) {
        return client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(place(series)))
                .contents();
    }

    private String place(Series series) {
        return prefix + series.word() + "/";
    }

    @Override
    public void forget(Series series, Instant before) throws IOException {
        try {
            for (S3Object object : objects(series)) {
                if (object.lastModified().isBefore(before)) {
                    client.deleteObject(request -> request.bucket(bucket).key(object.key()));
                }
            }
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    @Override
    public String place() {
        return "s3://" + bucket + "/" + prefix;
    }

    @Override
    public void close() {
        client.close();
    }
}
