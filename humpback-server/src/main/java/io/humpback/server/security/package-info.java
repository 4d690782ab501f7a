/**
 * Who belongs to the cluster, by its token ({@link io.humpback.server.security.TokenFile}) and its certificates ({@link
 * io.humpback.server.security.TlsConnectors}); and what containers may have of their hosts, which center and agent judge
 * by the same rules ({@link io.humpback.server.security.AdmissionRules}).
 */
@NullMarked
package io.humpback.server.security;

import org.jspecify.annotations.NullMarked;
