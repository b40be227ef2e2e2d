package barid.newsletter.journal;

import barid.kit.storage.S3Bucket;
import io.helidon.config.Config;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** S3-compatible storage. Nothing can be added to an object there, so each group of notes is a small one of its own. */
final class S3Storage implements Storage {
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofSeconds(20);

    private final S3Bucket bucket;
    private final S3Client client;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    private S3Storage(S3Bucket bucket, InstantSource clock) {
        this.bucket = bucket;
        this.client = bucket.client();
        this.clock = clock;
    }

    /** From the block {@code journal.s3}. */
    static S3Storage from(Config config, InstantSource clock) {
        return new S3Storage(S3Bucket.from(config, "journal/", SILENCE, WHOLE), clock);
    }

    @Override
    public void append(Series series, byte[] lines) throws IOException {
        String name = place(series) + FolderStorage.NAME.format(clock.instant()) + "-" + FolderStorage.tail(random);
        try {
            client.putObject(
                    request -> request.bucket(bucket.name()).key(name).contentType("application/jsonl"),
                    RequestBody.fromBytes(lines));
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void read(Series series, Segments reader) throws IOException {
        try {
            for (S3Object object : objects(series)) {
                try (InputStream in = client.getObject(
                        request -> request.bucket(bucket.name()).key(object.key()))) {
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
        return client.listObjectsV2Paginator(
                        request -> request.bucket(bucket.name()).prefix(place(series)))
                .contents();
    }

    private String place(Series series) {
        return bucket.prefix() + series.word() + "/";
    }

    @Override
    public void forget(Series series, Instant before) throws IOException {
        try {
            for (S3Object object : objects(series)) {
                if (object.lastModified().isBefore(before)) {
                    client.deleteObject(request -> request.bucket(bucket.name()).key(object.key()));
                }
            }
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    @Override
    public String place() {
        return "s3://" + bucket.name() + "/" + bucket.prefix();
    }

    @Override
    public void close() {
        bucket.close();
    }
}
