/** Reports the state of backups and of operations: health checks, metrics, traces in the audit log, and the history. */
package org.alien4cloud.plugin.backup.service.monitor;
