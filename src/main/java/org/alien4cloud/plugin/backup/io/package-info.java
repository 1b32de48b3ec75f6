/**
 * The few things that the JDK leaves to its callers when a file must survive a crash and must not be read by others:
 * writing, digests, JSON, threads that share out work, and saying what failed. Knows nothing of what is in a backup.
 */
package org.alien4cloud.plugin.backup.io;
