/**
 * Stores backups on disk in the format version 1 of docs/format.md. Contents are stored by their SHA-256 in packs and
 * objects ({@link org.alien4cloud.plugin.backup.repository.ContentStore}), and backups name them
 * ({@link org.alien4cloud.plugin.backup.repository.BackupCatalog}).
 *
 * <p>This package knows nothing of Alien4Cloud's directories, of Elasticsearch or of locks. The caller must hold the
 * repository's lock, which works across processes, to write, delete or sweep. Reading needs no lock.
 */
package org.alien4cloud.plugin.backup.repository;
