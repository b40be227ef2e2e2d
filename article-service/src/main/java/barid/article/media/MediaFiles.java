package barid.article.media;

import barid.article.conditional.EntityTags;
import barid.kit.http.Problem;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** {@code GET /media/{name}}: a picture or one of its renditions, whole or in part, while something public refers to it. */
final class MediaFiles {
    /** Bytes under one name never change, but may be withdrawn: a year in strangers' caches would be a year too long. */
    private static final String CACHE = "public, max-age=86400, immutable";

    private static final int BUFFER = 64 << 10;
    private static final HeaderName IF_RANGE = HeaderNames.create("If-Range");

    private final MediaStore store;
    private final ContentStore contents;

    MediaFiles(MediaStore store, ContentStore contents) {
        this.store = store;
        this.contents = contents;
    }

    void show(ServerRequest request, ServerResponse response) {
        String text = request.path().pathParameters().get("name");
        MediaPaths.Name name = MediaPaths.parse(text).orElseThrow(Problem::notFound);
        MediaStore.File file = store.publicFile(name).orElseThrow(Problem::notFound);
        String etag = '"' + file.sha256() + '"';
        response.header(HeaderNames.ETAG, etag)
                .header(HeaderNames.CACHE_CONTROL, CACHE)
                .header(HeaderNames.ACCEPT_RANGES, "bytes")
                // Pictures run nothing, even when a browser is led to take one for a page.
                .header(HeaderNames.create("Content-Security-Policy"), "default-src 'none'; sandbox");
        if (EntityTags.noneMatch(request, etag)) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        switch (range(request, etag, file.bytes())) {
            case ByteRange.Whole() -> send(request, response, name, text, 0, file.bytes());
            case ByteRange.Part part -> {
                response.status(Status.PARTIAL_CONTENT_206)
                        .header(HeaderNames.CONTENT_RANGE, part.contentRange(file.bytes()));
                send(request, response, name, text, part.first(), part.length());
            }
            case ByteRange.Unsatisfiable() ->
                throw Problem.of(416, "range-not-satisfiable", "The file is shorter.")
                        .withHeader("Content-Range", "bytes */" + file.bytes());
        }
    }

    /** Ranges are GET's alone; If-Range with anything but this very tag asks for the whole. */
    private static ByteRange range(ServerRequest request, String etag, long length) {
        boolean applies = request.prologue().method().equals(Method.GET)
                && request.headers().contains(HeaderNames.RANGE)
                && request.headers().first(IF_RANGE).map(etag::equals).orElse(true);
        return applies ? ByteRange.of(request.headers().get(HeaderNames.RANGE).get(), length) : new ByteRange.Whole();
    }

    private void send(
            ServerRequest request,
            ServerResponse response,
            MediaPaths.Name name,
            String file,
            long offset,
            long length) {
        response.header(HeaderNames.CONTENT_TYPE, name.type()).contentLength(length);
        if (request.prologue().method().equals(Method.HEAD)) {
            response.send();
            return;
        }
        try (InputStream in = contents.open(file, offset, length).orElseThrow(() -> lost(file))) {
            try (OutputStream out = response.outputStream()) {
                copy(in, out, length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException("the storage of media ended " + left + " bytes too early");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    private static IllegalStateException lost(String file) {
        return new IllegalStateException("the bytes of " + file + " are gone from the storage of media");
    }
}
