@NullMarked
package io.millrace.diana.rule;

import org.jspecify.annotations.NullMarked;
