/**
 * The dev host: a small A4C 3.7.0 to develop and test the backup plugin on. It is a test bed, not a product, and is
 * never shipped.
 *
 * <p>What lives here starts the process. The server itself is in packages named as in A4C ({@code alien4cloud.*},
 * {@code org.alien4cloud.*}, {@code org.elasticsearch.mapping}): the types that a plugin may call have upstream's names
 * and signatures, everything behind them is our own and only as large as it takes to behave alike where a plugin can
 * tell, traps included.
 *
 * <ul>
 *   <li>{@code rest}: in the root context; the change of leaders by hand, for tests.
 *   <li>{@code sample}: sample data.
 *   <li>{@code mockorchestrator}: a plugin that stands for an orchestrator. It is packaged as a plugin zip and is not
 *       in the dev host's jar.
 * </ul>
 */
package org.alien4cloud.devhost;
