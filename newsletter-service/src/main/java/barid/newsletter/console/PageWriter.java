package barid.newsletter.console;

import barid.kit.http.Answers;
import barid.kit.operators.OperatorSession;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.HashMap;
import java.util.Map;

/** Fills the console's templates and sends them in their frame. */
final class PageWriter {
    private final ConsoleFrame frame;
    private final Site site;
    private final Texts texts = Texts.beside(PageWriter.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.newsletter.templates");

    PageWriter(ConsoleFrame frame, Site site) {
        this.frame = frame;
        this.site = site;
    }

    ConsoleFrame frame() {
        return frame;
    }

    Words words(ServerRequest request) {
        return new Words(texts.in(frame.language(request), site.organisation().fallback()), site.organisation());
    }

    /** Sends {@code console/<template>.jte}; {@code more} are its parameters beside the words and the session. */
    void send(
            ServerRequest request,
            ServerResponse response,
            int status,
            OperatorSession session,
            Place place,
            String title,
            String template,
            Map<String, Object> more) {
        frame.send(request, response, status, session, place, title, content(words(request), session, template, more));
    }

    /** The same for a page that shows another page of ours in a frame. */
    void sendFraming(
            ServerRequest request,
            ServerResponse response,
            int status,
            OperatorSession session,
            Place place,
            String title,
            String template,
            Map<String, Object> more) {
        frame.sendFraming(
                request, response, status, session, place, title, content(words(request), session, template, more));
    }

    /** The same for a page that a script of ours keeps fresh. */
    void sendLive(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            Place place,
            String title,
            String template,
            Map<String, Object> more) {
        frame.sendLive(request, response, 200, session, place, title, content(words(request), session, template, more));
    }

    /** Sends what a template gives, without a page around it. */
    void sendPart(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            String template,
            Map<String, Object> more) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        content(words(request), session, template, more).writeTo(output);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.send(request, response, "text/html; charset=UTF-8", output.toByteArray());
    }

    private Content content(Words words, OperatorSession session, String template, Map<String, Object> more) {
        Map<String, Object> parameters = new HashMap<>(more);
        parameters.put("words", words);
        parameters.put("session", session);
        return output -> templates.render("console/" + template + ".jte", parameters, output);
    }
}
