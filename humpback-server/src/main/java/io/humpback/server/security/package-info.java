/**
 * Secrets of the center, and what containers may have of their hosts, which center and agent judge by the same rules.
 * Start with {@link io.humpback.server.security.TokenFile} and {@link io.humpback.server.security.AdmissionRules}.
 */
@NullMarked
package io.humpback.server.security;

import org.jspecify.annotations.NullMarked;
