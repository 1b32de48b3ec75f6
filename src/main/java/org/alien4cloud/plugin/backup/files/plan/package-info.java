/**
 * Changes a data directory in place to the state in a backup, by a plan that can be undone and resumed after a crash.
 *
 * <p>A restore of files has these steps:
 *
 * <ol>
 *   <li>{@link org.alien4cloud.plugin.backup.files.plan.FilePlan#compute compute} while Alien4Cloud serves users;
 *   <li>{@link org.alien4cloud.plugin.backup.files.plan.FilePlan#refresh refresh} when it is idle;
 *   <li>{@link org.alien4cloud.plugin.backup.files.plan.FilePlan#applyAdditions() additions}, then documents, then
 *       {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#applyRemovals() removals};
 *   <li>{@link org.alien4cloud.plugin.backup.files.plan.FilePlan#verify() verify};
 *   <li>when the server is up again, {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#finish() finish} and
 *       {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#discard() discard}.
 * </ol>
 *
 * <p>Before finish, {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#undo() undo} reverts everything. After a
 * kill at any instant, {@link org.alien4cloud.plugin.backup.files.plan.FilePlan#open open} the plan and continue in
 * either direction. When a step returns, its changes are durable. If there are many and the system supports it, one
 * call syncs a whole file system ({@link org.alien4cloud.plugin.backup.files.plan.FileOperations#forceFileSystem}).
 * Otherwise, each file and directory is synced.
 */
package org.alien4cloud.plugin.backup.files.plan;
