/**
 * Gives access to Alien4Cloud: where its data are, its Elasticsearch client, its maintenance mode, and how to bring it
 * to rest and up again. Only the classes that {@code LivePlatform} uses call Alien4Cloud's own classes.
 */
package org.alien4cloud.plugin.backup.platform;
