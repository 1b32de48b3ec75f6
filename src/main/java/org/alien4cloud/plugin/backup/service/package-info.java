/**
 * What all use cases share: the parts that an operation works on
 * ({@link org.alien4cloud.plugin.backup.service.BackupContext}), the configuration, and the proof of which backups the
 * live data descend from. Each use case has a package of its own below this one.
 */
package org.alien4cloud.plugin.backup.service;
