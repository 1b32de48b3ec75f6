/* global window */
// Surrounds the views: shows the operation, and why a view cannot be read.
window.alien4CloudBackupPlugin.define('backups/page', ['backups/module'], function(module) {
  'use strict';

  module.controller('BackupsPageCtrl', ['$scope', '$state', 'backupOperation', function($scope, $state, backupOperation) {
    $scope.followed = backupOperation;
    $scope.$state = $state;
  }]);

  /**
   * Reads data into a scope, and reads it again after each operation and when the server is back. The scope's `reading` holds the state, so that data
   * that cannot be read are never shown as empty or as defaults.
   */
  module.factory('backupRead', ['$timeout', 'backupApi', function($timeout, backupApi) {
    return function(scope, path, use) {
      var timer;
      var latest = 0;
      scope.reading = {again: read};

      function setState(loading, failed, away) {
        scope.loading = loading;
        scope.failed = failed;
        Object.assign(scope.reading, {loading: loading, failed: failed, away: away});
      }

      function read() {
        var asked = ++latest;
        $timeout.cancel(timer);
        setState(true, scope.reading.failed, scope.reading.away);
        return backupApi.get(path()).then(function(data) {
          if (asked === latest) {
            setState(false);
            use(data);
          }
        }, function(failed) {
          if (asked !== latest) {
            return;
          }
          setState(failed.away, failed.away ? undefined : failed, failed.away);
          if (failed.away) {
            timer = $timeout(read, 1500);
          }
        });
      }

      scope.$on('backups.ended', read);
      scope.$on('$destroy', function() {
        latest++;
        $timeout.cancel(timer);
      });
      read();
      return read;
    };
  }]);

  /** Shows why something cannot be read, in its place. */
  module.directive('backupReading', ['backupsBase', 'backupOperation', function(backupsBase, backupOperation) {
    return {
      restrict: 'E',
      scope: {of: '<'},
      templateUrl: backupsBase + 'views/reading.html',
      link: function(scope) {
        scope.followed = backupOperation;
      }
    };
  }]);
});
