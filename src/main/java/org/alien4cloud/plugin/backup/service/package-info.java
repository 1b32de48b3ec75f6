/**
 * Provides what all use cases share: the repository, engines and data of an operation
 * ({@link org.alien4cloud.plugin.backup.service.BackupContext}), the configuration file, and the proof of which backups
 * the live data descend from. Each use case has a package of its own below this one.
 */
package org.alien4cloud.plugin.backup.service;
