/** Limits as HTTP tells them, and filters for the JDK's server and for servlets. */
@NullMarked
package io.millrace.diana.http;

import org.jspecify.annotations.NullMarked;
