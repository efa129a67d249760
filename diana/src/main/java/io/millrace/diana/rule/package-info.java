/** What is limited: rules, what they look at, and by what they count. */
@NullMarked
package io.millrace.diana.rule;

import org.jspecify.annotations.NullMarked;
