/**
 * Whether what many clients saw of one thing at the same time could have been seen by one client
 * after the other.
 */
@NullMarked
package io.millrace.proof.linear;

import org.jspecify.annotations.NullMarked;
