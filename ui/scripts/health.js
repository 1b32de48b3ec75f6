/* global window */
window.alien4CloudBackupPlugin.define('backups/health', ['backups/module'], function(module) {
  'use strict';

  var BACKUPS = 30;
  var BAR_PIXELS = 40;

  module.directive('backupHealth', ['backupsBase', function(backupsBase) {
    return {restrict: 'E', scope: true, templateUrl: backupsBase + 'views/health.html', controller: 'BackupHealthCtrl'};
  }]);

  module.controller('BackupHealthCtrl', ['$scope', '$filter', 'backupRead', 'backupOperation', function($scope, $filter, backupRead, backupOperation) {
    $scope.followed = backupOperation;
    $scope.copy = function() {
      backupOperation.start('POST', 'backups/copy');
    };

    backupRead($scope, function() {
      return 'backups/health';
    }, function(health) {
      $scope.health = health;
      $scope.toDo = health.checks.filter(function(check) {
        return check.state !== 'OK';
      });
    });

    /** Returns a bar chart whose highest bar is the largest value, the oldest first. */
    function chart(name, filter, valueOf) {
      var values = $scope.trend.map(valueOf);
      var largest = Math.max.apply(null, values.concat(1));
      return {
        name: name,
        first: values[0],
        last: values[values.length - 1],
        show: $filter(filter),
        bars: $scope.trend.map(function(backup, index) {
          return {name: backup.name, value: values[index], height: Math.max(1, BAR_PIXELS * values[index] / largest)};
        })
      };
    }

    $scope.past = $scope.$new();
    backupRead($scope.past, function() {
      return 'backups?size=' + BACKUPS;
    }, function(page) {
      // imported backups come from another server or another time
      $scope.trend = page.data.filter(function(backup) {
        return backup.trigger !== 'IMPORTED';
      }).reverse();
      $scope.charts = [chart('SIZE', 'backupSize', function(backup) {
        return backup.bytes;
      }), chart('DURATION', 'backupDuration', function(backup) {
        return (backup.endedAt - backup.startedAt) / 1000;
      })];
    });
  }]);
});
