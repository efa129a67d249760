/** Tests. */
@NullMarked
package io.millrace.app.config;

import org.jspecify.annotations.NullMarked;
