/** What proves the state right: the digest and the checks that are always on. */
@NullMarked
package io.millrace.engine.proof;

import org.jspecify.annotations.NullMarked;
