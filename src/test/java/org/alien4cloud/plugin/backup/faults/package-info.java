/**
 * Real faults for tests: a file system that passes everything on to the disk, and on the way kills the process, runs
 * out of space or refuses.
 */
package org.alien4cloud.plugin.backup.faults;
