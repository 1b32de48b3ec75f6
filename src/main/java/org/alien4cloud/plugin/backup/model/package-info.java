/**
 * Immutable values that every other package speaks in. They are checked when they are made; nothing here reads a file
 * or calls a server.
 */
package org.alien4cloud.plugin.backup.model;
