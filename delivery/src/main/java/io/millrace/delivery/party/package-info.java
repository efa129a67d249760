/**
 * One door to third parties: payment providers, warehouses, carriers. Each has a name, limits of
 * its own, and a log of what was asked of it.
 */
@NullMarked
package io.millrace.delivery.party;

import org.jspecify.annotations.NullMarked;
