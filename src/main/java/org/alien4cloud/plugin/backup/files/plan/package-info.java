/**
 * Changes a data directory in place so that it becomes that of a backup, by a plan that can be undone and resumed after
 * a crash.
 *
 * <p>A restore of files goes: {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#compute compute} while
 * Alien4Cloud serves, {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#refresh refresh} when it is quiet,
 * {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#applyAdditions() additions}, (documents,)
 * {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#applyRemovals() removals},
 * {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#verify() verify}, and when the server is up again
 * {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#finish() finish} and
 * {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#discard() discard}. Up to finish,
 * {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#undo() undo} takes all of it back. After a kill at any
 * instant {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#open open} and either direction again. What one of
 * them has put, moved or taken away is durable when it returns: by one call for a whole file system where there is much
 * and that can be done ({@link org.alien4cloud.plugin.backup.files.plan.FileOperations#forceFileSystem}), else by one
 * for each file and directory.
 */
package org.alien4cloud.plugin.backup.files.plan;
