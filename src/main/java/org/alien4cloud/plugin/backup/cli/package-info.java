/** Programs for an Alien4Cloud that is stopped: the same services, on its Elasticsearch and its data. */
package org.alien4cloud.plugin.backup.cli;
