/**
 * Supports the other packages with what the JDK leaves to its callers: durable private files, digests, JSON, threads,
 * and messages for failures of the disk. Knows nothing of what is in a backup.
 */
package org.alien4cloud.plugin.backup.io;
