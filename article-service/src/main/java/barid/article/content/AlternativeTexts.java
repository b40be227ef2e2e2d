package barid.article.content;

import barid.article.html.Pictures;
import barid.kit.http.Problem.FieldError;

import java.util.ArrayList;
import java.util.List;

/** What stands for a picture where it is not seen; each language has its own, since it is text. */
final class AlternativeTexts {
    private AlternativeTexts() {}

    /** What is missing before this text may be public: a lead's text is never blank, a picture's may be empty. */
    static List<FieldError> missing(Revision revision) {
        List<FieldError> missing = new ArrayList<>();
        if (revision.lead() != null && revision.lead().alt().isBlank()) {
            missing.add(new FieldError("lead.alt", "tells what the picture shows, before it is public"));
        }
        List<Pictures.Picture> pictures = Pictures.in(revision.html());
        for (int i = 0; i < pictures.size(); i++) {
            if (pictures.get(i).alt().isEmpty()) {
                missing.add(new FieldError(
                        "html",
                        "picture " + (i + 1)
                                + " has no alternative text: say what it shows, or state alt=\"\" if it only"
                                + " decorates"));
            }
        }
        return missing;
    }
}
