/** Tests of the words. */
@NullMarked
package io.millrace.model;

import org.jspecify.annotations.NullMarked;
