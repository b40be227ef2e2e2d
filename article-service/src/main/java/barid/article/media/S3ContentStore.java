package barid.article.media;

import barid.kit.storage.S3Bucket;
import io.helidon.config.Config;
import io.helidon.dbclient.DbExecute;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** Keeps the bytes in S3-compatible storage; readers still ask here, since only what is public may be shown. */
final class S3ContentStore implements ContentStore {
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration WHOLE = Duration.ofMinutes(10);

    private final S3Bucket bucket;
    private final S3Client client;

    private S3ContentStore(S3Bucket bucket) {
        this.bucket = bucket;
        this.client = bucket.client();
    }

    /** From the block {@code media.s3}. */
    static S3ContentStore from(Config config) {
        return new S3ContentStore(S3Bucket.from(config, "media/", SILENCE, WHOLE));
    }

    private String key(String name) {
        return bucket.prefix() + name;
    }

    @Override
    public void put(DbExecute tx, String name, String type, byte[] content) {
        client.putObject(
                request -> request.bucket(bucket.name()).key(key(name)).contentType(type),
                RequestBody.fromBytes(content));
    }

    @Override
    public Optional<InputStream> open(String name, long offset, long length) {
        try {
            ResponseInputStream<GetObjectResponse> in = client.getObject(request -> request.bucket(bucket.name())
                    .key(key(name))
                    .range("bytes=" + offset + "-" + (offset + length - 1)));
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
            client.headObject(request -> request.bucket(bucket.name()).key(key(name)));
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        }
    }

    @Override
    public void delete(DbExecute tx, Collection<String> names) {
        names.forEach(name ->
                client.deleteObject(request -> request.bucket(bucket.name()).key(key(name))));
    }

    void close() {
        bucket.close();
    }
}
