package barid.article.archive;

import barid.article.media.MediaPaths;
import barid.kit.http.Json;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** What an archive is made of: the names of its parts, in their order, and the JSON of their lines. */
final class Parts {
    /** The newest version that this software reads, and the one that it writes. */
    static final int VERSION = 1;

    /** First in the file, as is, so that its first bytes tell what it is. */
    static final String MIMETYPE = "mimetype";

    static final String MEDIA_TYPE = "application/vnd.barid.archive+zip";

    static final String TOPICS = "topics.ndjson";
    static final String MEDIA = "media.ndjson";
    static final String ARTICLES = "articles.ndjson";
    static final String ORIGINS = "origins.ndjson";
    static final String HISTORY = "history.ndjson";
    static final String CHANGES = "changes.ndjson";

    /** Last in the file, so that it is there only when all before it is. */
    static final String MANIFEST = "barid.json";

    static final List<String> LISTS = List.of(TOPICS, MEDIA, ARTICLES, ORIGINS, HISTORY, CHANGES);

    private static final ObjectMapper MAPPER =
            Json.MAPPER.copy().setSerializationInclusion(JsonInclude.Include.NON_NULL);

    private Parts() {}

    /** The name of a picture's part: {@code media/<id>.<extension>}. */
    static String ofPicture(String id, String type) {
        return MediaPaths.path(id, type).substring(1);
    }

    static byte[] write(Object line) {
        try {
            return MAPPER.writeValueAsBytes(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line of an archive cannot be written", e);
        }
    }

    static <T> T read(byte[] line, Class<T> type) throws java.io.IOException {
        return MAPPER.readValue(line, type);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
