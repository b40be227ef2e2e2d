package barid.article.site;

import barid.article.html.Pictures;
import barid.article.media.Media;
import barid.article.media.MediaPaths;
import barid.article.media.MediaStore;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The files among which browsers choose a picture's size and format, for the pictures of one page. */
public final class PictureSources {
    /** The width of a text's column; narrower screens are filled. */
    private static final String TEXT = "(min-width: 46rem) 41rem, 100vw";

    private final Map<String, Media> media;

    private PictureSources(Map<String, Media> media) {
        this.media = media;
    }

    /** Of a lead picture, if there is one, and of those in {@code html}; one query, unless there are none. */
    static PictureSources of(MediaStore store, Optional<Picture> lead, String html) {
        Set<String> ids = new HashSet<>(MediaPaths.in(html));
        lead.ifPresent(picture -> ids.add(picture.media()));
        return new PictureSources(store.all(ids).stream().collect(Collectors.toMap(Media::id, Function.identity())));
    }

    /** The {@code srcset} of a lead picture in one format; null if there is none. */
    public @Nullable String srcset(Picture picture, String type) {
        Media found = media.get(picture.media());
        return found == null ? null : srcset(found, type);
    }

    /** The path of what link previews show of it. */
    String preview(Picture picture) {
        return Optional.ofNullable(media.get(picture.media()))
                .flatMap(found -> found.preview()
                        .map(rendition -> MediaPaths.path(found.id(), rendition.width(), rendition.type())))
                .orElse(picture.path());
    }

    /** The HTML of a text whose own pictures offer their renditions; those of other sites stay as they are. */
    String in(String html) {
        return media.isEmpty() ? html : Pictures.replace(html, this::element);
    }

    private String element(Pictures.Picture picture) {
        Media found = picture.src()
                .flatMap(src -> MediaPaths.in("=\"" + src + "\"").stream().findFirst())
                .map(media::get)
                .orElse(null);
        if (found == null) {
            return picture.tag();
        }
        StringBuilder img = new StringBuilder("<img loading=\"lazy\"")
                .append(picture.tag().replaceFirst(" */?>$", "").substring("<img".length()));
        if (picture.width().isEmpty() && picture.height().isEmpty()) {
            img.append(" width=\"" + found.width() + "\" height=\"" + found.height() + "\"");
        }
        String jpeg = srcset(found, "image/jpeg");
        String webp = srcset(found, "image/webp");
        if (jpeg == null || webp == null) {
            return img.append(">").toString();
        }
        return "<picture><source type=\"image/webp\" srcset=\"" + webp + "\" sizes=\"" + TEXT + "\">"
                + img.append(" srcset=\"" + jpeg + "\" sizes=\"" + TEXT + "\">") + "</picture>";
    }

    private static @Nullable String srcset(Media media, String type) {
        String srcset = media.srcset(type);
        return srcset.isEmpty() ? null : srcset;
    }
}
