/**
 * The live data directory: scanning it, capturing it into a backup, and putting it back in place by a plan.
 *
 * <p>It reads contents from, and hands them to, ports ({@link org.alien4cloud.plugin.backup.files.ContentSource},
 * {@link org.alien4cloud.plugin.backup.files.ContentSink}) and knows nothing of how a backup repository keeps them, of
 * Elasticsearch, or of whether Alien4Cloud is quiet: that is the caller's to see to.
 *
 * <p>A restore of files goes: {@link org.alien4cloud.plugin.backup.files.FilePlan#compute compute} while Alien4Cloud
 * serves, {@link org.alien4cloud.plugin.backup.files.FilePlan#refresh refresh} when it is quiet,
 * {@link org.alien4cloud.plugin.backup.files.FilePlan#applyAdditions() additions}, (documents,)
 * {@link org.alien4cloud.plugin.backup.files.FilePlan#applyRemovals() removals},
 * {@link org.alien4cloud.plugin.backup.files.FilePlan#verify() verify}, and when the server is up again
 * {@link org.alien4cloud.plugin.backup.files.FilePlan#finish() finish} and
 * {@link org.alien4cloud.plugin.backup.files.FilePlan#discard() discard}. Up to finish,
 * {@link org.alien4cloud.plugin.backup.files.FilePlan#undo() undo} takes all of it back. After a kill at any instant
 * {@link org.alien4cloud.plugin.backup.files.FilePlan#open open} and either direction again. What one of them has put,
 * moved or taken away is durable when it returns: by one call for a whole file system where there is much and that can
 * be done ({@link org.alien4cloud.plugin.backup.files.FileOperations#forceFileSystem}), else by one for each file and
 * directory.
 */
package org.alien4cloud.plugin.backup.files;
