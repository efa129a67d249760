/** How requests are counted: one class an algorithm, each with the exact promise that it keeps. */
@NullMarked
package io.millrace.diana.algorithm;

import org.jspecify.annotations.NullMarked;
