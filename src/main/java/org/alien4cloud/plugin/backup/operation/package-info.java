/**
 * Runs one long-running operation at a time, under a lock across processes and machines. It stores progress, log and
 * result, and for a restore the journal from which a later process knows how to continue. Knows nothing of what an
 * operation does.
 */
package org.alien4cloud.plugin.backup.operation;
