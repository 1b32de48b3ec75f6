/**
 * Captures a data directory into a backup: lists its entries and stores the contents that are not stored yet.
 *
 * <p>Contents go to a port ({@link org.alien4cloud.plugin.backup.files.capture.ContentSink}); nothing here knows how a
 * backup repository stores them.
 */
package org.alien4cloud.plugin.backup.files.capture;
