/**
 * A creation that is sent twice is done once (the header Idempotency-Key, draft-ietf-httpapi-idempotency-key-header).
 *
 * <p>Why the answer is kept in the transaction of the creation: whatever happens to the process or to the connection, either
 * both stand or neither. Who sends a key again while the first is at work waits for it by the key's row.
 */
@NullMarked
package barid.article.idempotency;

import org.jspecify.annotations.NullMarked;
