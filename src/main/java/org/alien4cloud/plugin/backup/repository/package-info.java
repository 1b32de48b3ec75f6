/**
 * The backup repository on disk, format version 1 as in docs/format.md: contents by their SHA-256 in packs and objects
 * ({@link org.alien4cloud.plugin.backup.repository.ContentStore}), and the backups that name them
 * ({@link org.alien4cloud.plugin.backup.repository.BackupCatalog}).
 *
 * <p>It knows nothing of Alien4Cloud's directories, of Elasticsearch or of who may work when: a lock across processes
 * is the caller's, who must hold it to write, delete or sweep. Reading needs none.
 */
package org.alien4cloud.plugin.backup.repository;
