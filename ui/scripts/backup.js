/* global window */
// Entry point. Alien4Cloud loads it in a requirejs context of its own, named by lodash's camelCase of the plugin id ("4" begins a word there).
// The package joins all scripts of this folder in one file, this one last: the context finds no other files.
window.alien4CloudBackupPlugin.define('alien4cloud-backup-plugin', ['states', 'plugins', 'backups/module', 'backups/api', 'backups/format',
  'backups/operation', 'backups/page', 'backups/archive', 'backups/list', 'backups/details', 'backups/restore', 'backups/health', 'backups/settings'], function(states, plugins) {
  'use strict';

  var base = plugins.base('alien4cloud-backup-plugin');

  plugins.registerTranslations(base + 'data/languages/backup-');

  states.state('admin.backups', {
    url: '/backups',
    templateUrl: base + 'views/page.html',
    controller: 'BackupsPageCtrl',
    menu: {
      id: 'am.admin.backups',
      state: 'admin.backups',
      key: 'BACKUPS.MENU',
      icon: 'fa fa-history',
      priority: 900,
      roles: ['ADMIN']
    }
  });
  states.state('admin.backups.list', {url: '/list', templateUrl: base + 'views/list.html', controller: 'BackupsListCtrl'});
  states.state('admin.backups.details', {url: '/details/:name', templateUrl: base + 'views/details.html', controller: 'BackupDetailsCtrl'});
  states.state('admin.backups.restore', {url: '/restore/:name', templateUrl: base + 'views/restore.html', controller: 'BackupRestoreCtrl'});
  // the same report, where nobody means to restore
  states.state('admin.backups.impact', {url: '/impact/:name', templateUrl: base + 'views/restore.html', controller: 'BackupRestoreCtrl'});
  states.state('admin.backups.settings', {url: '/settings', templateUrl: base + 'views/settings.html', controller: 'BackupSettingsCtrl'});
  states.forward('admin.backups', 'admin.backups.list');
});
