/**
 * The documents of Elasticsearch: how they get into a backup
 * ({@link org.alien4cloud.plugin.backup.elasticsearch.IndexEngine}), and how the live ones are brought back to those of
 * a backup ({@link org.alien4cloud.plugin.backup.elasticsearch.DocumentPlan}).
 *
 * <p>A document is compared by the SHA-256 of its {@code _source}, byte for byte as Elasticsearch stores it, and is
 * named by index, id and routing. Whether an index may have changed is told by its uuid and the sequence numbers of its
 * shards ({@link org.alien4cloud.plugin.backup.elasticsearch.IndexState}), never by time. Live indices are never
 * closed, deleted or created here.
 *
 * <p>Works with a node client and with a transport client, 6.6 to 6.8.
 */
package org.alien4cloud.plugin.backup.elasticsearch;
