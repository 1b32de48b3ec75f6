/**
 * A backup in the terms that an administrator thinks in, applications, deployments, users ..., and what it would mean
 * to restore it.
 *
 * <p>{@link org.alien4cloud.plugin.backup.impact.Inventory} is written when a backup is made, so that a dry run needs
 * nothing but the lists of the backup and the live documents; {@link org.alien4cloud.plugin.backup.impact.WarningRules}
 * says what is worth a warning.
 */
package org.alien4cloud.plugin.backup.impact;
