/**
 * Backs up and restores the documents of Elasticsearch.
 *
 * <p>{@link org.alien4cloud.plugin.backup.elasticsearch.IndexEngine} captures documents into a backup. There are two
 * engines: one keeps them in snapshots of Elasticsearch, one in files of the backup.
 * {@link org.alien4cloud.plugin.backup.elasticsearch.DocumentPlan} changes live documents to those of a backup, in
 * indices that stay. {@link org.alien4cloud.plugin.backup.elasticsearch.RecreatedIndices} replaces whole indices, which
 * only a restore with Alien4Cloud stopped may do.
 *
 * <p>Documents are compared by the SHA-256 of their {@code _source}, byte for byte as Elasticsearch stores it. Index,
 * id and routing identify a document. The uuid of an index and the sequence numbers of its shards
 * ({@link org.alien4cloud.plugin.backup.elasticsearch.IndexState}) tell whether it may have changed; times are never
 * used.
 *
 * <p>Works with a node client and with a transport client, 6.6 to 6.8.
 */
package org.alien4cloud.plugin.backup.elasticsearch;
