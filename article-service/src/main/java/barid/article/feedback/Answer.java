package barid.article.feedback;

import barid.kit.http.Problem.FieldError;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a visitor filled in, as it came; nothing of it is lost when it is refused.
 *
 * @param satisfaction 1 extremely dissatisfied to 5 extremely satisfied, in digits
 * @param page the path of the page it speaks of
 * @param trap a field that no person sees
 */
public record Answer(String satisfaction, String opinion, String page, String trap) {
    static final int OPINION_LIMIT = 2_000;
    private static final int PAGE_LIMIT = 1_000;
    private static final Pattern STEP = Pattern.compile("[1-5]");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\uFFFE\\uFFFF&&[^\\t\\n\\r]]");
    private static final Pattern PATH = Pattern.compile("/[^/\\\\\\s\\p{Cc}?#][^\\\\\\s\\p{Cc}?#]*");

    static Answer empty(String page) {
        return new Answer("", "", page, "");
    }

    static Answer of(Map<String, String> form) {
        return new Answer(
                form.getOrDefault("satisfaction", ""),
                form.getOrDefault("opinion", "").replace("\r\n", "\n").strip(),
                form.getOrDefault("page", ""),
                form.getOrDefault("website", ""));
    }

    /** What has to be mended before it can be taken; the reason is the key of a text. */
    List<FieldError> errors() {
        List<FieldError> errors = new ArrayList<>();
        if (!STEP.matcher(satisfaction).matches()) {
            errors.add(new FieldError("satisfaction", "error.satisfaction"));
        }
        if (opinion.codePointCount(0, opinion.length()) > OPINION_LIMIT) {
            errors.add(new FieldError("opinion", "error.opinion.long"));
        } else if (CONTROL.matcher(opinion).find()) {
            errors.add(new FieldError("opinion", "error.opinion.characters"));
        }
        if (!knownPath()) {
            errors.add(new FieldError("page", "error.page"));
        }
        return errors;
    }

    /** Whether {@code page} is a path of this site, so that it may be linked to. */
    boolean knownPath() {
        return page.length() <= PAGE_LIMIT && PATH.matcher(page).matches();
    }

    boolean trapped() {
        return !trap.isEmpty();
    }

    int step() {
        return Integer.parseInt(satisfaction);
    }

    Optional<String> opinionGiven() {
        return opinion.isEmpty() ? Optional.empty() : Optional.of(opinion);
    }
}
