package barid.article.importing;

/**
 * A category, tag or term of another taxonomy, as the head of a WordPress export describes it.
 *
 * @param parent the slug of the one it stands under
 * @param description of Polylang's own taxonomies: a serialised map
 */
record WxrTerm(String taxonomy, String id, String slug, String parent, String name, String description) {}
