/**
 * Restores backups, judges beforehand what a restore would change, and ends restores that were interrupted.
 *
 * <h2>A hot restore</h2>
 *
 * The data change in place, by a plan, and at every instant the process can be killed and Alien4Cloud boots and loads
 * this plugin, which then finishes or undoes. States are written to a
 * {@link org.alien4cloud.plugin.backup.operation.Journal} before the act they allow:
 *
 * <pre>
 *            (compare, fetch and stage what differs, judge it by {@link org.alien4cloud.plugin.backup.service.restore.ImpactAssessment}, safety
 *                backup; A4C serves)
 *   PLANNED      maintenance mode on, orchestrators unloaded, application context down, wait until nothing writes,
 *                compare again what moved since
 *   QUIESCED     keep the previous source of every document that will change; files are kept by moving them when their turn comes
 *   UNDO_LOGGED
 *   APPLYING     add and replace files; then documents; then remove files: no document is ever without its files
 *   APPLIED      write over what others have written meanwhile (by sequence numbers), compare what is there with the backup
 *   VERIFIED
 *   COMMITTED    application context up: plugins and orchestrators load from the restored data
 *   RESUMED      (the next instance of this plugin goes on from here)
 *                check plugins, remove directories of plugins that are gone, staging and undo; maintenance mode off
 *   CLOSED
 *
 *   a failure, a cancel or a foreign leader change
 *   before APPLYING                      nothing was changed: context up, UNDONE, close
 *   from APPLYING to VERIFIED, or a context that does not come up after COMMITTED:
 *   UNDOING      documents and files back, in the reverse order
 *   UNDONE       context up, close
 * </pre>
 *
 * The first record has what is to be put back or known later: backup, engine, cluster, scope, whether maintenance mode
 * was a user's own; QUIESCED has the digests of both plans, which whoever reads them from disk compares. Limits of
 * Elasticsearch that planning raises are noted beside the journal
 * ({@link org.alien4cloud.plugin.backup.elasticsearch.RecoveryLimitOverride}). After COMMITTED a cancel is too late.
 *
 * <p>Taking the context down ends this very plugin. The thread of the restore goes on, with nothing in its hands but
 * the Elasticsearch client and paths; the next instance, loaded from whatever data are there when the context comes up,
 * waits for the lock of the backup directory, finds the journal, and does what its last state says
 * ({@link org.alien4cloud.plugin.backup.operation.JournalState.Direction}): abandon, undo, or finish. After a crash the
 * same code does the same, in the next start of the server or in the {@code recover} program when the server does not
 * start.
 */
package org.alien4cloud.plugin.backup.service.restore;
