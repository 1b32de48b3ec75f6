/**
 * Reads the live data directory: its entries in a fixed order, their attributes, and what can be told from them.
 *
 * <p>Nothing here or below knows Elasticsearch, the backup repository, or whether Alien4Cloud is quiet: that is the
 * caller's to see to.
 */
package org.alien4cloud.plugin.backup.files;
