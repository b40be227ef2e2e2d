package barid.article.importing;

/** Small feeds, good and bad. */
final class FeedFiles {
    static final String ARABIC_RSS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
                 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
              <channel>
                <title>أخبار</title><link>https://old.example.org/</link><description>آخر الأخبار</description>
                <language>ar</language><pubDate>Thu, 01 Feb 2018 10:00:00 GMT</pubDate>
                <item>
                  <title>مياه نظيفة &amp;amp; صحة</title>
                  <link>https://old.example.org/2018/water/</link>
                  <guid isPermaLink="false">https://old.example.org/?p=1</guid>
                  <pubDate>Wed, 31 Jan 2018 09:30:00 +0300</pubDate>
                  <dc:creator>أمينة حداد</dc:creator>
                  <category>الصحة</category><category>Water</category>
                  <description>خلاصة</description>
                  <content:encoded><![CDATA[<h1>عنوان</h1><p onclick="x()">نص <a href="../other/">رابط</a></p><script>alert(1)</script>]]></content:encoded>
                  <media:thumbnail url="https://old.example.org/a.jpg"/>
                </item>
                <item>
                  <title> </title>
                  <guid isPermaLink="false">https://old.example.org/?p=2</guid>
                  <pubDate>Wed, 31 Jan 2018 08:00:00 GMT</pubDate>
                  <author>press@example.org (Jean Dupont)</author>
                  <description>نص بلا عنوان</description>
                </item>
                <item>
                  <title>Same id, another article</title>
                  <link>https://old.example.org/2018/other/</link>
                  <guid isPermaLink="false">https://old.example.org/?p=1</guid>
                  <pubDate>Tue, 30 Jan 2018 08:00:00 GMT</pubDate>
                  <description>Other text</description>
                </item>
                <item><title>Nobody knows me</title><description>x</description></item>
              </channel>
            </rss>
            """;

    static final String ATOM = """
            <?xml version="1.0" encoding="UTF-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
              <title>Nouvelles</title><id>tag:old.example.org,2010:feed</id><updated>2018-02-01T10:00:00Z</updated>
              <author><name>Bureau de presse</name></author>
              <entry>
                <title type="html">Caf&amp;eacute; &lt;b&gt;ouvert&lt;/b&gt;</title>
                <id>tag:old.example.org,2010:1</id>
                <link rel="alternate" href="https://old.example.org/cafe"/>
                <published>2018-01-05T08:00:00Z</published><updated>2018-01-06T08:00:00Z</updated>
                <category term="culture" label="Culture et société"/>
                <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Du <em>café</em></p></div></content>
              </entry>
              <entry>
                <title>1 &lt; 2</title><id>tag:old.example.org,2010:2</id>
                <updated>2018-01-04T08:00:00Z</updated>
                <author><name>Anne</name><email>anne@example.org</email></author>
                <summary type="text">a &lt; b</summary>
              </entry>
            </feed>
            """;

    static final String BOMB = """
            <?xml version="1.0"?>
            <!DOCTYPE lolz [
              <!ENTITY lol "lol">
              <!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
              <!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">
            ]>
            <rss version="2.0"><channel><title>&lol2;</title></channel></rss>
            """;

    static final String PAGE = "<!doctype html>\n<html><head><title>Not a feed</title><body><p>x<br></html>\n";

    private FeedFiles() {}
}
