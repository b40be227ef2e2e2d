package barid.article.paging;

import barid.kit.http.Problem;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;

import java.util.Optional;

/** What all paged lists have in common: their parameters and the links between their pages. */
public final class Pages {
    private Pages() {}

    /** A parameter that is a number; {@link Problem} 400 if it is none or out of bounds. */
    public static int number(Parameters query, String name, int otherwise, int least, int most) {
        Optional<String> text = one(query, name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Problem.malformed("The parameter " + name + " is a number from " + least + " to " + most + ".");
    }

    /** A parameter that is given at most once; {@link Problem} 400 if it is given twice. */
    public static Optional<String> one(Parameters query, String name) {
        if (!query.contains(name)) {
            return Optional.empty();
        }
        if (query.all(name).size() > 1) {
            throw Problem.malformed("The parameter " + name + " is given twice.");
        }
        return query.first(name).asOptional();
    }

    /** Adds a link to another page (RFC 8288). */
    public static void link(ServerResponse response, String relation, String address) {
        response.headers().add(HeaderValues.create(HeaderNames.LINK, "<" + address + ">; rel=\"" + relation + "\""));
    }
}
