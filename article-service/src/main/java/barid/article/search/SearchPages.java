package barid.article.search;

import barid.kit.site.Organisation;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the search page's HTML; what it shows is found by words that a reader chose, so no search engine is to keep it. */
final class SearchPages {
    private final Site site;
    private final Organisation organisation;
    private final Texts texts = Texts.beside(SearchPages.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.article.templates");

    SearchPages(Site site) {
        this.site = site;
        this.organisation = site.organisation();
    }

    byte[] results(String language, String q, SearchResult result, boolean onward) {
        return render(language, q, result, onward, false);
    }

    byte[] tooLong(String language, String q) {
        return render(language, q, SearchResult.NOTHING, false, true);
    }

    private byte[] render(String language, String q, SearchResult result, boolean onward, boolean refused) {
        Texts.In words = texts.in(language, organisation.fallback());
        Page page = Page.of(language, q.isEmpty() || refused ? words.get("title") : words.get("title.of", q))
                .withLanguages(links(language))
                .outOfSearch();
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("language", language);
        parameters.put("texts", words);
        parameters.put("organisation", organisation);
        parameters.put("q", q);
        parameters.put("result", result);
        parameters.put("onward", onward);
        parameters.put("refused", refused);
        return site.render(page, output -> templates.render("search.jte", parameters, output));
    }

    private List<Page.Link> links(String own) {
        Set<String> languages = new LinkedHashSet<>(organisation.languages());
        languages.add(own);
        return languages.stream()
                .map(language -> new Page.Link(language, "/" + Search.encoded(language) + "/search"))
                .toList();
    }
}
