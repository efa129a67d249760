/** {@code millrace log}: looks into a log without starting, also beside a running node. */
@NullMarked
package io.millrace.app.logfile;

import org.jspecify.annotations.NullMarked;
