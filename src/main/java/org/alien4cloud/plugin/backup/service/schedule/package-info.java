/**
 * Starts the work that no user asks for, such as the backups of the schedule, and notifies administrators of results.
 */
package org.alien4cloud.plugin.backup.service.schedule;
