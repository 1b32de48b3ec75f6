/**
 * Makes backups while Alien4Cloud serves its users.
 *
 * <p>Files are stored while indices are captured; files that changed meanwhile are read again. Then the lists and the
 * manifest are written durably, and one rename gives the backup its name. Until then, the backup does not exist.
 */
package org.alien4cloud.plugin.backup.service.capture;
