/**
 * The routes of {@code /v1}, which are those of Humpback 1.3.7: same paths, keys, texts and statuses. Start with
 * {@link io.humpback.server.http.v1.V1Api}.
 */
@NullMarked
package io.humpback.server.http.v1;

import org.jspecify.annotations.NullMarked;
