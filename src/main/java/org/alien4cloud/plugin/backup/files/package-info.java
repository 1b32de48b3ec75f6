/**
 * Reads the live data directory: its entries in a fixed order, their attributes, and what these reveal about changes.
 *
 * <p>Nothing here or below knows Elasticsearch, the backup repository, or whether Alien4Cloud is idle: the caller takes
 * care of that.
 */
package org.alien4cloud.plugin.backup.files;
