/**
 * Moves backups between servers and disks: archives, the second copy, and backups of the scripts in the manual of
 * Alien4Cloud 1.x.
 */
package org.alien4cloud.plugin.backup.service.transfer;
