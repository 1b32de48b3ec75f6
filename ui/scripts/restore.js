/* global window */
// Shows what a restore would change, lets the user choose parts, and asks for the backup's name as confirmation.
window.alien4CloudBackupPlugin.define('backups/restore', ['backups/module'], function(module) {
  'use strict';

  var AUDIT_TRAIL = 'audittrace';
  /** Indices that cannot be chosen: the audit trail has its own checkbox, and its configuration cannot be restored while Alien4Cloud is running. */
  var NO_PARTS = [AUDIT_TRAIL, 'auditconfiguration'];
  /** The server is asked when the choice has not changed for this long, so that several clicks cause one request. */
  var DEBOUNCE_MILLIS = 500;
  var NO_ANSWER_IN_TIME = 504;

  function names(parts) {
    return parts.map(function(part) {
      return part.name;
    });
  }

  function chosenOf(all, ticked) {
    return all.filter(function(name) {
      return ticked[name];
    });
  }

  function tickedAll(all) {
    var ticked = {};
    all.forEach(function(name) {
      ticked[name] = true;
    });
    return ticked;
  }

  module.controller('BackupRestoreCtrl', ['$scope', '$state', '$stateParams', '$timeout', 'backupRead', 'backupOperation',
    function($scope, $state, $stateParams, $timeout, backupRead, backupOperation) {
      var path = 'backups/' + encodeURIComponent($stateParams.name);
      var debounce;
      $scope.name = $stateParams.name;
      $scope.onlyImpact = $state.is('admin.backups.impact');
      $scope.followed = backupOperation;
      $scope.options = {auditTrail: false, configuration: false, safetyBackup: true, full: false, directories: {}, indices: {}};
      $scope.directories = [];
      $scope.indices = [];
      $scope.acknowledged = {};
      $scope.typed = {name: ''};
      /** Whether the choice has changed since the server was asked. */
      $scope.waiting = false;

      $scope.chosenDirectories = function() {
        return chosenOf($scope.directories, $scope.options.directories);
      };

      $scope.chosenIndices = function() {
        return chosenOf($scope.indices, $scope.options.indices);
      };

      /** Returns how many of a list are chosen, as a translation key. WITHOUT is used if the names that are left out are fewer. */
      $scope.howMuch = function(all, chosen) {
        var leftOut = all.length - chosen.length;
        return leftOut === 0 ? 'ALL' : chosen.length === 0 ? 'NONE' : leftOut < chosen.length ? 'WITHOUT' : 'ONLY';
      };

      /** Returns the names that belong to this key. */
      $scope.inNames = function(all, chosen) {
        return (chosen.length > all.length - chosen.length && chosen.length < all.length ? all.filter(function(name) {
          return chosen.indexOf(name) < 0;
        }) : chosen).join(', ');
      };

      $scope.isWhole = function() {
        return $scope.chosenDirectories().length === $scope.directories.length && $scope.chosenIndices().length === $scope.indices.length;
      };

      $scope.nothingChosen = function() {
        return !$scope.isWhole() && $scope.chosenDirectories().length + $scope.chosenIndices().length === 0;
      };

      /** Returns what is chosen; empty if that is everything. */
      function parts() {
        return $scope.isWhole() ? {} : {directories: $scope.chosenDirectories(), indices: $scope.chosenIndices()};
      }

      var compare = backupRead($scope, function() {
        var chosen = parts();
        return path + '/impact?auditTrail=' + $scope.options.auditTrail + '&safetyBackup=' + $scope.options.safetyBackup + '&full=' + $scope.options.full
          + Object.keys(chosen).map(function(part) {
            return '&' + part + '=' + encodeURIComponent(chosen[part].join(','));
          }).join('');
      }, function(report) {
        if ($scope.waiting) {
          return;
        }
        if (!$scope.report || $scope.report.digest !== report.digest) {
          $scope.acknowledged = {};
        }
        $scope.report = report;
        $scope.changed = report.kinds.concat(report.files).filter(function(kind) {
          return kind.create + kind.replace + kind.delete > 0;
        });
      });

      $scope.described = $scope.$new();
      backupRead($scope.described, function() {
        return path;
      }, function(backup) {
        if (!$scope.backup) {
          $scope.directories = names(backup.directories);
          $scope.indices = names(backup.indices).filter(function(name) {
            return NO_PARTS.indexOf(name) < 0;
          });
          $scope.options.directories = tickedAll($scope.directories);
          $scope.options.indices = tickedAll($scope.indices);
        }
        $scope.backup = backup;
        $scope.configuration = Object.keys(backup.configuration).join(', ');
        $scope.hasAuditTrail = names(backup.indices).indexOf(AUDIT_TRAIL) >= 0;
      });

      $scope.comparing = function() {
        return $scope.loading || $scope.waiting && !$scope.nothingChosen();
      };

      $scope.notCompared = function() {
        return !$scope.loading && !$scope.waiting && $scope.failed;
      };

      /** Tells whether the report belongs to the current choice. */
      $scope.compared = function() {
        return !!$scope.report && !$scope.loading && !$scope.waiting && !$scope.failed;
      };

      $scope.isLate = function() {
        return $scope.failed.status === NO_ANSWER_IN_TIME;
      };

      $scope.compareAgain = function() {
        $scope.waiting = false;
        compare();
      };

      $scope.choose = function() {
        $timeout.cancel(debounce);
        $scope.waiting = true;
        if (!$scope.nothingChosen()) {
          debounce = $timeout($scope.compareAgain, DEBOUNCE_MILLIS);
        }
      };

      $scope.$on('$destroy', function() {
        $timeout.cancel(debounce);
      });

      $scope.allAcknowledged = function() {
        return $scope.compared() && $scope.report.warnings.every(function(warning) {
          return !warning.blocking || $scope.acknowledged[warning.id];
        });
      };

      $scope.restore = function() {
        var request = Object.assign(parts(), {
          confirm: $scope.typed.name,
          auditTrail: $scope.options.auditTrail,
          configuration: $scope.options.configuration,
          safetyBackup: $scope.options.safetyBackup,
          full: $scope.options.full,
          impactDigest: $scope.report.digest,
          acknowledge: Object.keys($scope.acknowledged).filter(function(id) {
            return $scope.acknowledged[id];
          })
        });
        backupOperation.start('POST', path + '/restore', request).then(function() {
          $state.go('admin.backups.list');
        });
      };
    }]);
});
