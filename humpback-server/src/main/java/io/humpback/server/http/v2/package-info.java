/**
 * Our own API: resources as JSON, failures as problem details (RFC 9457). Start with {@link
 * io.humpback.server.http.v2.V2Api}.
 */
@NullMarked
package io.humpback.server.http.v2;

import org.jspecify.annotations.NullMarked;
