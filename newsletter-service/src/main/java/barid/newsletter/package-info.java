/** newsletter-service: mails digests of the published articles to confirmed subscribers. */
@NullMarked
package barid.newsletter;

import org.jspecify.annotations.NullMarked;
