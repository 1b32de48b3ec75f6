/**
 * What the rest of this software wants from Alien4Cloud: where its data are, its Elasticsearch client, its maintenance
 * mode, and how to bring it to rest and up again. {@code LivePlatform} is the one place that calls Alien4Cloud's own
 * classes for that.
 */
package org.alien4cloud.plugin.backup.platform;
