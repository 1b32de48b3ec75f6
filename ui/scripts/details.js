/* global window */
window.alien4CloudBackupPlugin.define('backups/details', ['backups/module'], function(module) {
  'use strict';

  module.controller('BackupDetailsCtrl', ['$scope', '$stateParams', 'backupApi', 'backupRead', function($scope, $stateParams, backupApi, backupRead) {
    $scope.name = $stateParams.name;
    backupRead($scope, function() {
      return 'backups/' + encodeURIComponent($stateParams.name);
    }, function(backup) {
      $scope.backup = backup;
    });

    function path(what) {
      return 'backups/' + encodeURIComponent($stateParams.name) + '/' + what;
    }

    /** Opens a directory of the backup; its children come with their names alone. */
    $scope.browse = function(directory) {
      $scope.directory = directory;
      backupApi.get(path('files?children=true&size=1000&prefix=' + encodeURIComponent(directory))).then(function(page) {
        if ($scope.directory === directory) {
          $scope.more = page.totalResults - page.data.length;
          $scope.files = page.data.map(function(file) {
            return Object.assign(file, {name: file.path.substring(directory.length)});
          });
        }
      });
    };

    $scope.above = function() {
      $scope.browse($scope.directory.replace(/[^/]*\/$/, ''));
    };

    backupApi.get(path('log')).then(function(log) {
      $scope.log = log;
    }, function(failed) {
      $scope.noLog = failed.message;
    });
    $scope.browse('');
  }]);
});
