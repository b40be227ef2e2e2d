package barid.kit.storage;

import barid.kit.config.Secrets;
import io.helidon.config.Config;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

import java.net.URI;
import java.time.Duration;

/**
 * A bucket of S3-compatible storage.
 *
 * @param prefix what each key of ours begins with
 */
public record S3Bucket(S3Client client, String name, String prefix) implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /**
     * From a block {@code s3}: {@code bucket}, {@code prefix}, {@code region}, {@code endpoint}, {@code path-style},
     * {@code access-key} and {@code secret-key}; without keys those of the place where it runs.
     *
     * @param prefix unless the block has one
     * @param silence how long nothing may come within a call
     * @param whole how long a call may take, with what is tried again
     * @throws IllegalStateException if no bucket is named
     */
    public static S3Bucket from(Config config, String prefix, Duration silence, Duration whole) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(silence))
                .overrideConfiguration(override -> override.apiCallTimeout(whole))
                .region(Region.of(config.get("region").asString().orElse("us-east-1")))
                .credentialsProvider(credentials(config))
                .forcePathStyle(config.get("path-style").asBoolean().orElse(false))
                // Storage that is only compatible keeps the framing of checksums and chunks as if it were content.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false));
        config.get("endpoint").asString().ifPresent(endpoint -> builder.endpointOverride(URI.create(endpoint)));
        String bucket = config.get("bucket")
                .asString()
                .asOptional()
                .orElseThrow(() -> new IllegalStateException("set " + config.key() + ".bucket"));
        return new S3Bucket(
                builder.build(), bucket, config.get("prefix").asString().orElse(prefix));
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
    public void close() {
        client.close();
    }
}
