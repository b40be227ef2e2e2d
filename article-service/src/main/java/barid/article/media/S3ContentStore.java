package barid.article.media;

import barid.kit.config.Secrets;
import io.helidon.config.Config;
import io.helidon.dbclient.DbExecute;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** Keeps the bytes in S3-compatible storage; readers still ask here, since only what is public may be shown. */
final class S3ContentStore implements ContentStore {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(30);

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    private S3ContentStore(S3Client client, String bucket, String prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    /** From the block {@code media.s3}. */
    static S3ContentStore from(Config config) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(READ))
                .region(Region.of(config.get("region").asString().orElse("us-east-1")))
                .credentialsProvider(credentials(config))
                .forcePathStyle(config.get("path-style").asBoolean().orElse(false))
                // Storage that is only compatible keeps the framing of checksums and chunks as if it were content.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false));
        config.get("endpoint").asString().ifPresent(endpoint -> builder.endpointOverride(URI.create(endpoint)));
        return new S3ContentStore(
                builder.build(),
                config.get("bucket")
                        .asString()
                        .asOptional()
                        .orElseThrow(() -> new IllegalStateException("set media.s3.bucket")),
                config.get("prefix").asString().orElse("media/"));
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
    public void put(DbExecute tx, String name, String type, byte[] content) {
        client.putObject(
                request -> request.bucket(bucket).key(prefix + name).contentType(type), RequestBody.fromBytes(content));
    }

    @Override
    public Optional<InputStream> open(String name, long offset, long length) {
        try {
            ResponseInputStream<GetObjectResponse> in = client.getObject(request ->
                    request.bucket(bucket).key(prefix + name).range("bytes=" + offset + "-" + (offset + length - 1)));
            if (in.response().contentRange() == null) {
                // Storage may leave ranges aside and send the whole.
                in.skipNBytes(offset);
            }
            return Optional.of(in);
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean holds(String name) {
        try {
            client.headObject(request -> request.bucket(bucket).key(prefix + name));
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        }
    }

    @Override
    public void delete(DbExecute tx, Collection<String> names) {
        names.forEach(
                name -> client.deleteObject(request -> request.bucket(bucket).key(prefix + name)));
    }

    void close() {
        client.close();
    }
}
