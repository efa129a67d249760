/** Who calls: operator key, merchant keys, buyer tokens; and what the node signs or seals. */
@NullMarked
package io.millrace.edge.auth;

import org.jspecify.annotations.NullMarked;
