/* global window */
// What a restore would do, what of it is wanted, and the name typed to confirm.
window.alien4CloudBackupPlugin.define('backups/restore', ['backups/module'], function(module) {
  'use strict';

  /** It would be overwritten by what Alien4Cloud remembers of it; a restore of everything leaves it out, too. */
  var NOT_ALONE = 'auditconfiguration';

  function names(parts, choices) {
    return parts.map(function(part) {
      return part.name;
    }).filter(function(name) {
      return choices[name] && name !== NOT_ALONE;
    });
  }

  function all(parts) {
    var choices = {};
    parts.forEach(function(part) {
      choices[part.name] = true;
    });
    return choices;
  }

  module.controller('BackupRestoreCtrl', ['$scope', '$state', '$stateParams', 'backupRead', 'backupOperation',
    function($scope, $state, $stateParams, backupRead, backupOperation) {
      var path = 'backups/' + encodeURIComponent($stateParams.name);
      $scope.name = $stateParams.name;
      $scope.onlyImpact = $state.is('admin.backups.impact');
      $scope.followed = backupOperation;
      $scope.options = {auditTrail: false, configuration: false, safetyBackup: true, directories: {}, indices: {}};
      $scope.acknowledged = {};
      $scope.typed = {name: ''};

      /** What is chosen, or nothing if that is everything. */
      function scope() {
        var backup = $scope.backup;
        var leftOut = backup && backup.directories.concat(backup.indices).some(function(part) {
          return !$scope.options.directories[part.name] && !$scope.options.indices[part.name];
        });
        return leftOut ? {
          directories: names(backup.directories, $scope.options.directories),
          indices: names(backup.indices, $scope.options.indices)
        } : {};
      }

      var readReport = backupRead($scope, function() {
        var parts = scope();
        return path + '/impact?auditTrail=' + $scope.options.auditTrail + '&safetyBackup=' + $scope.options.safetyBackup
          + Object.keys(parts).map(function(part) {
            return '&' + part + '=' + encodeURIComponent(parts[part].join(','));
          }).join('');
      }, function(report) {
        $scope.report = report;
        $scope.changed = report.kinds.concat(report.files).filter(function(kind) {
          return kind.create + kind.replace + kind.delete > 0;
        });
      });

      backupRead($scope.$new(), function() {
        return path;
      }, function(backup) {
        if (!$scope.backup) {
          $scope.options.directories = all(backup.directories);
          $scope.options.indices = all(backup.indices);
        }
        $scope.backup = backup;
        $scope.configuration = Object.keys(backup.configuration).join(', ');
        $scope.indices = backup.indices.filter(function(index) {
          return index.name !== NOT_ALONE;
        });
      });

      $scope.choose = function() {
        if (!$scope.nothingChosen()) {
          readReport();
        }
      };

      $scope.nothingChosen = function() {
        var parts = scope();
        return !!parts.directories && parts.directories.length + parts.indices.length === 0;
      };

      $scope.allAcknowledged = function() {
        return !!$scope.report && $scope.report.warnings.every(function(warning) {
          return !warning.blocking || $scope.acknowledged[warning.id];
        });
      };

      $scope.restore = function() {
        var request = Object.assign(scope(), {
          confirm: $scope.typed.name,
          auditTrail: $scope.options.auditTrail,
          configuration: $scope.options.configuration,
          safetyBackup: $scope.options.safetyBackup,
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
