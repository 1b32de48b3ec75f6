/**
 * Moves backups between servers and disks: exports and imports archives, keeps the second copy, and imports backups of
 * the scripts in the manual of Alien4Cloud 1.x.
 */
package org.alien4cloud.plugin.backup.service.transfer;
