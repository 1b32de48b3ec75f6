/**
 * One long-running operation at a time: who runs it, how far it is, how it can be stopped, how it ended, and, for a
 * restore, the journal from which any later process can tell what to do next. Knows nothing of what an operation does.
 */
package org.alien4cloud.plugin.backup.operation;
