/** What may be asked about deliveries, by those who do not know how they are made. */
@NullMarked
package io.millrace.node.delivery;

import org.jspecify.annotations.NullMarked;
