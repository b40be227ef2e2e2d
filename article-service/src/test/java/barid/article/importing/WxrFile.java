package barid.article.importing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a small WordPress export. */
final class WxrFile {
    private static final String HEAD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
                xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
                xmlns:wp="http://wordpress.org/export/1.2/">
            <channel>
              <title>Water Office</title><link>SITE</link><language>en-US</language>
              <wp:wxr_version>1.2</wp:wxr_version>
              <wp:base_site_url>SITE</wp:base_site_url><wp:base_blog_url>SITE</wp:base_blog_url>
              <wp:author><wp:author_login>amina</wp:author_login>
                <wp:author_display_name><![CDATA[Amina Haddad]]></wp:author_display_name></wp:author>
              <wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>health</wp:category_nicename>
                <wp:category_parent></wp:category_parent><wp:cat_name><![CDATA[Health &amp; Water]]></wp:cat_name></wp:category>
            """;

    private final String site;
    private final List<String> items = new ArrayList<>();

    WxrFile(String site) {
        this.site = site;
    }

    static String resource(String name) {
        try (var in = WxrFile.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    WxrFile post(int id, String title, String content, String... more) {
        return item(id, "post", "publish", title, content, more);
    }

    /** {@code more} are elements of the item, in the place of those that it else has. */
    WxrFile item(int id, String type, String status, String title, String content, String... more) {
        String added = String.join("\n", more);
        StringBuilder item = new StringBuilder("<item><title><![CDATA[" + title + "]]></title>");
        Map.of(
                        "link",
                        site + "/2020/03/post-" + id + "/",
                        "guid",
                        site + "/?p=" + id,
                        "dc:creator",
                        "amina",
                        "wp:post_id",
                        Integer.toString(id),
                        "wp:post_date",
                        "2020-03-01 10:00:00",
                        "wp:post_date_gmt",
                        "2020-03-01 08:00:00",
                        "wp:post_name",
                        "post-" + id,
                        "wp:status",
                        status,
                        "wp:post_type",
                        type)
                .forEach((name, value) -> {
                    if (!added.contains("<" + name + ">")) {
                        item.append("<" + name + ">" + value + "</" + name + ">\n");
                    }
                });
        items.add(item + "<content:encoded><![CDATA[" + content + "]]></content:encoded>" + added + "</item>\n");
        return this;
    }

    WxrFile attachment(int id, String path, String... more) {
        String[] all = java.util.Arrays.copyOf(more, more.length + 1);
        all[more.length] = "<wp:attachment_url>" + site + path + "</wp:attachment_url>";
        return item(id, "attachment", "inherit", "Picture " + id, "", all);
    }

    static String meta(String key, String value) {
        return "<wp:postmeta><wp:meta_key>" + key + "</wp:meta_key><wp:meta_value><![CDATA[" + value
                + "]]></wp:meta_value></wp:postmeta>";
    }

    String text() {
        return HEAD.replace("SITE", site) + String.join("", items) + "</channel></rss>\n";
    }
}
