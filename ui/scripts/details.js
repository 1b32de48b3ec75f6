/* global window */
window.alien4CloudBackupPlugin.define('backups/details', ['backups/module'], function(module) {
  'use strict';

  module.controller('BackupDetailsCtrl', ['$scope', '$stateParams', 'backupApi', 'backupRead', 'backupDownload', function($scope, $stateParams, backupApi, backupRead, backupDownload) {
    $scope.name = $stateParams.name;
    backupRead($scope, function() {
      return 'backups/' + encodeURIComponent($stateParams.name);
    }, function(backup) {
      $scope.backup = backup;
      $scope.hasConfiguration = Object.keys(backup.configuration).length > 0;
    });

    function path(what) {
      return 'backups/' + encodeURIComponent($stateParams.name) + '/' + what;
    }

    /** Lists the files of one directory of the backup. */
    $scope.directory = '';
    $scope.browser = $scope.$new();
    var readFiles = backupRead($scope.browser, function() {
      return path('files?children=true&size=1000&prefix=' + encodeURIComponent($scope.directory));
    }, function(page) {
      $scope.more = page.totalResults - page.data.length;
      $scope.files = page.data.map(function(file) {
        return Object.assign(file, {name: file.path.substring(file.path.lastIndexOf('/') + 1)});
      });
    });

    $scope.browse = function(directory) {
      $scope.directory = directory;
      // do not show the files of the previous directory here
      $scope.files = undefined;
      $scope.more = 0;
      readFiles();
    };

    $scope.describe = function() {
      $scope.note = {description: $scope.backup.description};
    };

    $scope.stopEditing = function() {
      $scope.note = undefined;
    };

    $scope.update = function(change) {
      backupApi.send('PATCH', 'backups/' + encodeURIComponent($scope.name), change).then(function(backup) {
        $scope.backup = backup;
        $scope.stopEditing();
      });
    };

    $scope.download = function() {
      backupDownload($scope.name);
    };

    $scope.above = function() {
      $scope.browse($scope.directory.replace(/[^/]*\/$/, ''));
    };

    $scope.making = $scope.$new();
    backupRead($scope.making, function() {
      return path('log');
    }, function(log) {
      $scope.log = log;
    });
  }]);
});
