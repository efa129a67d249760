/** Commands, facts, refusals, ids, money; the wire form of facts. */
@NullMarked
package io.millrace.model;

import org.jspecify.annotations.NullMarked;
