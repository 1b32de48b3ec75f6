/**
 * Defines the immutable values that all other packages use. They are checked when they are made; nothing here reads a
 * file or calls a server.
 */
package org.alien4cloud.plugin.backup.model;
