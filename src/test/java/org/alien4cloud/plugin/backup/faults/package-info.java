/**
 * Injects real faults into tests: a file system that passes everything to the disk, but kills the process, runs out of
 * space or refuses.
 */
package org.alien4cloud.plugin.backup.faults;
