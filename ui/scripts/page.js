/* global window */
// Around the views: health, the operation, and what is said when a view cannot be read.
window.alien4CloudBackupPlugin.define('backups/page', ['backups/module'], function(module) {
  'use strict';

  module.controller('BackupsPageCtrl', ['$scope', '$state', 'backupOperation', function($scope, $state, backupOperation) {
    $scope.followed = backupOperation;
    $scope.$state = $state;
  }]);

  /** Reads into a scope, again after each operation and when the server was away; `refused` is optional and told of any other failure. */
  module.factory('backupRead', ['$timeout', 'backupApi', function($timeout, backupApi) {
    return function(scope, path, use, refused) {
      var timer;
      var latest = 0;

      function read() {
        var asked = ++latest;
        $timeout.cancel(timer);
        scope.loading = true;
        return backupApi.get(path()).then(function(data) {
          if (asked === latest) {
            scope.loading = false;
            scope.failed = undefined;
            use(data);
          }
        }, function(failed) {
          if (asked !== latest) {
            return;
          }
          scope.loading = failed.away;
          scope.failed = failed.away ? undefined : failed;
          if (failed.away) {
            timer = $timeout(read, 1500);
          } else if (refused) {
            refused(failed);
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
});
