package barid.article.feedback;

import barid.kit.http.Problem.FieldError;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The survey as a form, in the words of the software. */
public final class SurveyForm {
    private final String fallback;
    private final Texts texts = Texts.beside(SurveyForm.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.article.templates");

    public SurveyForm(Site site) {
        this.fallback = site.organisation().fallback();
    }

    /** The empty form on the page at {@code path}. */
    public Content form(String language, String path) {
        return form(language, Answer.empty(path), List.of());
    }

    Content form(String language, Answer answer, List<FieldError> errors) {
        Texts.In words = words(language);
        Map<String, Object> parameters = Map.of(
                "language", language,
                "texts", words,
                "answer", answer,
                "errors",
                        errors.stream()
                                .collect(Collectors.toMap(FieldError::field, error -> words.get(error.reason()))));
        return output -> templates.render("survey.jte", parameters, output);
    }

    Content thanks(String language, String back) {
        Map<String, Object> parameters = Map.of("texts", words(language), "back", back);
        return output -> templates.render("thanks.jte", parameters, output);
    }

    Texts.In words(String language) {
        return texts.in(language, fallback);
    }
}
