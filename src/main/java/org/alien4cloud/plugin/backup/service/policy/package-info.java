/**
 * Stores the settings that an administrator edits on the page (schedule, retention, notification, verification), and
 * decides by them which backups may be deleted.
 */
package org.alien4cloud.plugin.backup.service.policy;
