/**
 * Contains the plugin's REST controllers and their JSON, in Alien4Cloud's conventions. Every method requires the role
 * ADMIN. Every answer, including errors, is written here: Alien4Cloud's own error handler would answer with status 500
 * and a stack trace.
 */
package org.alien4cloud.plugin.backup.rest;
