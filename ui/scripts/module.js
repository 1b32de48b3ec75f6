/* global window */
window.alien4CloudBackupPlugin.define('backups/module', ['modules', 'plugins'], function(modules, plugins) {
  'use strict';

  var module = modules.get('a4c-backups', ['ui.router', 'ui.bootstrap', 'pascalprecht.translate', 'toaster']);
  module.constant('backupsBase', plugins.base('alien4cloud-backup-plugin'));
  return module;
});
