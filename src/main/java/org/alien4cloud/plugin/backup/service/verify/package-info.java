/**
 * Verifies that backups are still as they were written: their own files, the contents they need, and the files that
 * Elasticsearch keeps for them.
 */
package org.alien4cloud.plugin.backup.service.verify;
