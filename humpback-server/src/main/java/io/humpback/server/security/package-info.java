/** Secrets of the center. Start with {@link io.humpback.server.security.TokenFile}. */
@NullMarked
package io.humpback.server.security;

import org.jspecify.annotations.NullMarked;
