/** What the server's tests share. Start with {@link io.humpback.server.testing.RealEngines}. */
@NullMarked
package io.humpback.server.testing;

import org.jspecify.annotations.NullMarked;
