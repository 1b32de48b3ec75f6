/**
 * Describes what a restore would mean in the terms of an administrator: applications, deployments, users and so on.
 *
 * <p>{@link org.alien4cloud.plugin.backup.impact.Inventory} is written when a backup is made, so that a dry run needs
 * only the lists of the backup and the live documents. {@link org.alien4cloud.plugin.backup.impact.WarningRules}
 * decides what causes a warning.
 */
package org.alien4cloud.plugin.backup.impact;
