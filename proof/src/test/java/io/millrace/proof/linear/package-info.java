/** The search for an order, itself proved. */
@NullMarked
package io.millrace.proof.linear;

import org.jspecify.annotations.NullMarked;
