/** Protections of Millrace, each switched off by a fake in its place. */
@NullMarked
package io.millrace.proof.control;

import org.jspecify.annotations.NullMarked;
