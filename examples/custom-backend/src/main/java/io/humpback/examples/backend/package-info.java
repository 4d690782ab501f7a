/**
 * A backend of one's own: state, nodes and election of a cluster as files in a directory that all centers and agents of
 * one machine share. Start with {@link io.humpback.examples.backend.FilesDiscoveryProvider}.
 */
@NullMarked
package io.humpback.examples.backend;

import org.jspecify.annotations.NullMarked;
