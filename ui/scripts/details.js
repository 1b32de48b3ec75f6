/* global window */
window.alien4CloudBackupPlugin.define('backups/details', ['backups/module'], function(module) {
  'use strict';

  module.controller('BackupDetailsCtrl', ['$scope', '$stateParams', 'backupRead', function($scope, $stateParams, backupRead) {
    $scope.name = $stateParams.name;
    backupRead($scope, function() {
      return 'backups/' + encodeURIComponent($stateParams.name);
    }, function(backup) {
      $scope.backup = backup;
    });
  }]);
});
