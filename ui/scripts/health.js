/* global window */
window.alien4CloudBackupPlugin.define('backups/health', ['backups/module'], function(module) {
  'use strict';

  module.directive('backupHealth', ['backupsBase', function(backupsBase) {
    return {restrict: 'E', scope: true, templateUrl: backupsBase + 'views/health.html', controller: 'BackupHealthCtrl'};
  }]);

  module.controller('BackupHealthCtrl', ['$scope', 'backupRead', function($scope, backupRead) {
    backupRead($scope, function() {
      return 'backups/health';
    }, function(health) {
      $scope.health = health;
      $scope.toDo = health.checks.filter(function(check) {
        return check.state !== 'OK';
      });
    });
  }]);
});
