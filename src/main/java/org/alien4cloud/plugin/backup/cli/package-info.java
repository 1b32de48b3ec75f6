/**
 * Contains the command line {@code alien4cloud-backup}. It offers the services of the plugin while Alien4Cloud is
 * stopped.
 */
package org.alien4cloud.plugin.backup.cli;
