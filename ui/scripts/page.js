/* global window */
// Around the views: health, the operation, and what is said when a view cannot be read.
window.alien4CloudBackupPlugin.define('backups/page', ['backups/module'], function(module) {
  'use strict';

  module.controller('BackupsPageCtrl', ['$scope', '$state', 'backupOperation', function($scope, $state, backupOperation) {
    $scope.followed = backupOperation;
    $scope.$state = $state;
  }]);

  /**
   * Reads into a scope, again after each operation and when the server was away. How that went is in the scope's `reading`: what cannot be read is
   * never shown as empty, or as it is by default.
   */
  module.factory('backupRead', ['$timeout', 'backupApi', function($timeout, backupApi) {
    return function(scope, path, use) {
      var timer;
      var latest = 0;
      scope.reading = {again: read};

      function tell(loading, failed, away) {
        scope.loading = loading;
        scope.failed = failed;
        Object.assign(scope.reading, {loading: loading, failed: failed, away: away});
      }

      function read() {
        var asked = ++latest;
        $timeout.cancel(timer);
        tell(true, scope.reading.failed, scope.reading.away);
        return backupApi.get(path()).then(function(data) {
          if (asked === latest) {
            tell(false);
            use(data);
          }
        }, function(failed) {
          if (asked !== latest) {
            return;
          }
          tell(failed.away, failed.away ? undefined : failed, failed.away);
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

  /** Tells why something cannot be read, in the place where it would be. */
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
