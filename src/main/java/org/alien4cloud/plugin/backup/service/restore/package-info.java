/**
 * Restores backups, reports beforehand what a restore would change, and ends restores that were interrupted.
 *
 * <h2>A hot restore</h2>
 *
 * The data change in place, by a plan. The process may be killed at any moment: Alien4Cloud then boots and loads this
 * plugin, which finishes or undoes the restore. Each state is written to the
 * {@link org.alien4cloud.plugin.backup.operation.Journal} before the act that it allows:
 *
 * <pre>
 *                (compare, fetch and stage what differs, find its warnings, make the safety backup; Alien4Cloud serves)
 *   PLANNED      maintenance mode on, orchestrators unloaded, application context down, wait until nothing writes,
 *                compare again what has changed since
 *   QUIESCED     keep the previous source of every document that will change; files are kept by moving them when they change
 *   UNDO_LOGGED
 *   APPLYING     add and replace files, then change documents, then remove files: no document is ever without its files
 *   APPLIED      overwrite what others have written since (found by sequence numbers), compare the data with the backup
 *   VERIFIED
 *   COMMITTED    application context up: plugins and orchestrators load from the restored data
 *   RESUMED      (the next instance of this plugin continues from here)
 *                check plugins, remove directories of removed plugins, staging and undo; maintenance mode off
 *   CLOSED
 *
 *   a failure, a cancel or a foreign leader change
 *   before APPLYING                      nothing was changed: context up, UNDONE, close
 *   from APPLYING to VERIFIED, or a context that does not come up after COMMITTED:
 *   UNDOING      documents and files back, in the reverse order
 *   UNDONE       context up, close
 * </pre>
 *
 * {@link org.alien4cloud.plugin.backup.service.restore.RestoreJob} runs these steps, and
 * {@link org.alien4cloud.plugin.backup.service.restore.RestoreChange} those from rest to COMMITTED. The records hold
 * {@link org.alien4cloud.plugin.backup.service.restore.JournalFacts}: the first one everything that must be put back or
 * known later, such as backup, engine, cluster, scope, and whether a user had switched maintenance mode on. QUIESCED
 * has the digests of both plans, which are checked when a plan is read from disk. Limits of Elasticsearch that planning
 * raises are noted beside the journal ({@link org.alien4cloud.plugin.backup.elasticsearch.RecoveryLimitOverride}).
 * After COMMITTED it is too late to cancel.
 *
 * <p>Taking the context down ends this plugin. The thread of the restore continues with only the Elasticsearch client
 * and paths. When the context comes up, the next instance is loaded from the data that are there then. It waits for the
 * lock of the backup directory, finds the journal, and does what its last state says
 * ({@link org.alien4cloud.plugin.backup.operation.JournalState.Direction}): abandon, undo, or finish. After a crash the
 * same code does the same, at the next start of the server, or in the {@code recover} program if the server does not
 * start.
 */
package org.alien4cloud.plugin.backup.service.restore;
