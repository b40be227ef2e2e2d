/**
 * The operators' console: what stands in the tables, shown without exposing anyone, and the acts that an operator may need
 * to carry out for a reader. It decides nothing that another feature decides; it asks that feature.
 */
@NullMarked
package barid.newsletter.console;

import org.jspecify.annotations.NullMarked;
