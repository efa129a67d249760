/**
 * Policies as files: strict reading, plug-ins for new kinds, and where files come from: a remote
 * place first, then its last good copy, then a local file.
 */
@NullMarked
package io.millrace.diana.config;

import org.jspecify.annotations.NullMarked;
