/* global window */
// Follows the running operation, no matter who started it, even in maintenance mode and while the plugin is reloaded.
window.alien4CloudBackupPlugin.define('backups/operation', ['backups/module'], function(module) {
  'use strict';

  var PHASES = {
    BACKUP: ['CHECKING', 'FILES', 'INDICES', 'COMMITTING', 'PRUNING'],
    RESTORE: ['CHECKING', 'PLANNING', 'SAFETY_BACKUP', 'QUIESCING', 'UNDO_LOG', 'APPLYING', 'VERIFYING', 'RESUMING', 'FINISHING'],
    VERIFY: ['CHECKING', 'READING_CONTENTS', 'READING_SNAPSHOT', 'TEST_RESTORE'],
    DELETE: ['CHECKING', 'DELETING'],
    EXPORT: ['CHECKING', 'SENDING'],
    IMPORT: ['CHECKING', 'UNPACKING', 'CHECKING_ARCHIVE', 'COMMITTING']
  };
  /** From this phase on, the server is in maintenance mode, and only answers the plugin's call for the operation. */
  var FIRST_IN_MAINTENANCE = PHASES.RESTORE.indexOf('QUIESCING');
  /** The user of scheduled backups. Only these delete older backups afterwards. */
  var SCHEDULE = 'schedule';
  var RUNNING_MILLIS = 700;
  var IDLE_MILLIS = 4000;

  module.factory('backupOperation', ['$timeout', '$rootScope', 'backupApi', function($timeout, $rootScope, backupApi) {
    var watchers = 0;
    var timer;
    var asked = false;
    var followed = {current: null, running: false, away: false, signedOut: false, failed: undefined, log: []};

    function phasesOf(operation) {
      var phases = PHASES[operation.kind] || [];
      if (operation.user !== SCHEDULE) {
        phases = phases.filter(function(phase) {
          return phase !== 'PRUNING';
        });
      }
      if (operation.phase === 'UNDOING') {
        phases = phases.slice(0, phases.indexOf('APPLYING') + 1).concat('UNDOING');
      }
      var at = phases.indexOf(operation.phase);
      return phases.map(function(phase, index) {
        var done = index < at || operation.state === 'SUCCEEDED';
        return {name: phase, state: done ? 'DONE' : index === at ? 'CURRENT' : 'TO_COME'};
      });
    }

    function secondsLeft(operation) {
      if (operation.bytesPerSecond > 0 && operation.totalBytes > operation.doneBytes) {
        return (operation.totalBytes - operation.doneBytes) / operation.bytesPerSecond;
      }
      return null;
    }

    function runs(operation) {
      return !!operation && operation.state === 'RUNNING';
    }

    /** Tells whether an operation has ended since the last answer, even one that was never seen running. */
    function hasEnded(before, now) {
      var same = before && now ? before.id === now.id && before.state === now.state : before === now;
      return asked && !same && (runs(before) || !runs(now));
    }

    function show(operation) {
      var before = followed.current;
      var ended = hasEnded(before, operation);
      asked = true;
      if (!operation || !before || operation.id !== before.id) {
        followed.log = [];
        followed.logFailed = undefined;
      }
      followed.current = operation;
      followed.away = false;
      followed.signedOut = false;
      followed.failed = undefined;
      followed.running = runs(operation);
      if (operation) {
        followed.phases = phasesOf(operation);
        followed.secondsLeft = secondsLeft(operation);
        followed.inMaintenance = followed.running && operation.kind === 'RESTORE'
          && (operation.phase === 'UNDOING' || PHASES.RESTORE.indexOf(operation.phase) >= FIRST_IN_MAINTENANCE);
      }
      if (ended) {
        $rootScope.$broadcast('backups.ended', operation);
      }
    }

    function readLog() {
      var operation = followed.current;
      var known = followed.log.length;
      if (!operation || followed.inMaintenance) {
        return undefined;
      }
      return backupApi.get('backups/operations/' + operation.id + '/log?from=' + known).then(function(lines) {
        if (followed.current && followed.current.id === operation.id && followed.log.length === known) {
          followed.log = followed.log.concat(lines);
        }
        followed.logFailed = undefined;
      }, function(failed) {
        followed.logFailed = failed;
      });
    }

    /** Keeps what is known of the operation, and marks it as out of date. */
    function unread(failed) {
      followed.away = failed.away;
      followed.signedOut = failed.signedOut;
      followed.failed = failed.away || failed.signedOut ? undefined : failed;
    }

    function poll() {
      timer = undefined;
      backupApi.get('maintenance/backup-operation').then(function(operation) {
        show(operation);
        return readLog();
      }, unread).finally(function() {
        if (watchers > 0 && !timer) {
          timer = $timeout(poll, followed.running || followed.away ? RUNNING_MILLIS : IDLE_MILLIS);
        }
      });
    }

    followed.watch = function(scope) {
      watchers++;
      if (watchers === 1) {
        poll();
      }
      scope.$on('$destroy', function() {
        watchers--;
        if (watchers === 0) {
          $timeout.cancel(timer);
          timer = undefined;
        }
      });
    };

    /** Asks soon for the running operation. */
    followed.pollSoon = function() {
      $timeout.cancel(timer);
      timer = $timeout(poll, RUNNING_MILLIS);
    };

    /** Follows an operation that was just started. */
    followed.follow = function(operation) {
      show(operation);
      followed.pollSoon();
      return operation;
    };

    /** Starts an operation and follows it. */
    followed.start = function(method, path, body) {
      return backupApi.send(method, path, body).then(followed.follow);
    };

    followed.cancel = function() {
      return backupApi.send('DELETE', 'backups/operations/' + followed.current.id);
    };

    return followed;
  }]);

  module.directive('backupOperationPanel', ['backupsBase', function(backupsBase) {
    return {restrict: 'E', scope: true, templateUrl: backupsBase + 'views/operation.html', controller: 'BackupOperationCtrl'};
  }]);

  module.controller('BackupOperationCtrl', ['$scope', '$window', '$q', 'backupRead', 'backupOperation', function($scope, $window, $q, backupRead, backupOperation) {
    $scope.followed = backupOperation;
    $scope.logShown = {};
    backupOperation.watch($scope);

    $scope.copyLog = function() {
      $q.resolve($window.navigator.clipboard.writeText(backupOperation.log.join('\n'))).then(function() {
        $scope.copied = 'COPIED';
      }, function() {
        $scope.copied = 'NOT_COPIED';
      });
    };
    $scope.canCopy = !!$window.navigator.clipboard;

    // shown even if other operations followed, such as the second copy
    $scope.history = $scope.$new();
    backupRead($scope.history, function() {
      return 'backups/operations/last-restore';
    }, function(restore) {
      $scope.lastRestore = restore;
    });
  }]);
});
