/**
 * The plugin's REST endpoints, in Alien4Cloud's conventions. Every method asks for the role ADMIN itself, and every
 * answer, errors included, is made here: what is left to Alien4Cloud's own error handler would come out as a 500 with a
 * stack trace.
 */
package org.alien4cloud.plugin.backup.rest;
