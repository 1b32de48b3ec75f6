/* global window */
// Entry point. Alien4Cloud loads it in a requirejs context of its own, named by lodash's camelCase of the plugin id ("4" begins a word there).
window.alien4CloudBackupPlugin.define('alien4cloud-backup-plugin', ['require', 'modules', 'states', 'plugins'], function(require) {
  'use strict';

  var modules = require('modules');
  var states = require('states');
  var plugins = require('plugins');
  var base = plugins.base('alien4cloud-backup-plugin');

  plugins.registerTranslations(base + 'data/languages/backup-');

  modules.get('a4c-backups', ['ui.router']).controller('BackupsCtrl', ['$scope', '$http', '$interval', function($scope, $http, $interval) {
    var url = 'rest/latest/backups';

    function load() {
      $http.get(url).then(function(response) {
        $scope.backups = response.data.data;
      });
    }

    function watch() {
      $http.get('rest/latest/maintenance/backup-operation').then(function(response) {
        var running = response.data.data && response.data.data.state === 'RUNNING';
        if ($scope.running && !running) {
          load();
        }
        $scope.running = running;
        $scope.operation = response.data.data;
      });
    }

    $scope.backUp = function() {
      $http.post(url, {}).then(watch);
    };

    $scope.verify = function(backup) {
      $http.post(url + '/' + backup.name + '/verify', {}).then(watch);
    };

    load();
    watch();
    var timer = $interval(watch, 2000);
    $scope.$on('$destroy', function() {
      $interval.cancel(timer);
    });
  }]);

  states.state('admin.backups', {
    url: '/backups',
    templateUrl: base + 'views/backups.html',
    controller: 'BackupsCtrl',
    menu: {
      id: 'am.admin.backups',
      state: 'admin.backups',
      key: 'BACKUPS.MENU',
      icon: 'fa fa-history',
      priority: 900,
      roles: ['ADMIN']
    }
  });
});
