/**
 * What a mail looks like and how it leaves: digests compiled once and spliced for each reader, confirmation mails, SMTP.
 *
 * <p>Why compiled mails: building and encoding a message anew costs a hundred times more than copying its bytes, and all
 * that differs from reader to reader is a handful of fields and tokens. A story is rendered once per language, a variant
 * is a concatenation of such fragments, and a delivery is a splice.
 *
 * <p>Why our own DKIM and no library: a library parses each copy again to sign it, which costs more than all the rest. A
 * compiled mail keeps its fields in canonical form and the hash of its body begun.
 */
@NullMarked
package barid.newsletter.mail;

import org.jspecify.annotations.NullMarked;
