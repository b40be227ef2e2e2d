/** What a mail costs from the ledger to the wire, beside the wire's limit and what others send with. */
@NullMarked
package barid.sending;

import org.jspecify.annotations.NullMarked;
