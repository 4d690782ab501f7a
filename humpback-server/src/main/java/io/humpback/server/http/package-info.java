/**
 * The HTTP server: Javalin and Jetty set up once, with the limits and refusals that hold for every route. Start with
 * {@link io.humpback.server.http.ApiServer}.
 */
@NullMarked
package io.humpback.server.http;

import org.jspecify.annotations.NullMarked;
