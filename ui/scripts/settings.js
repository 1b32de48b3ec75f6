/* global window, Intl */
// Schedule, retention and notification, and what they would do before they are saved.
window.alien4CloudBackupPlugin.define('backups/settings', ['backups/module'], function(module) {
  'use strict';

  var PRESETS = {HOURLY: '0 0 * * * *', NIGHTLY: '0 0 2 * * *', WEEKLY: '0 0 2 * * SUN'};
  var TYPING_MILLIS = 400;
  var GIGABYTE = 1e9;
  var CONFLICT = 409;
  var DAMAGED = 422;

  function presetOf(cron) {
    return Object.keys(PRESETS).filter(function(preset) {
      return PRESETS[preset] === cron;
    })[0] || 'OTHER';
  }

  /** Says beside an input what the server refuses its value for; names the input's path in the request. */
  module.directive('backupField', ['$document', function($document) {
    return {
      restrict: 'A',
      link: function(scope, element, attributes) {
        var input = element[0];
        var problem = $document[0].createElement('span');
        problem.className = 'help-block';
        problem.setAttribute('role', 'alert');
        element.after(problem);
        scope.$watch(function() {
          return scope.wrong[attributes.backupField] || '';
        }, function(message) {
          // not before: the input's id may be one of a list
          problem.id = 'problem-' + input.id;
          problem.textContent = message;
          problem.classList.toggle('hidden', message === '');
          input.closest('.form-group').classList.toggle('has-error', message !== '');
          if (message) {
            input.setAttribute('aria-invalid', 'true');
            input.setAttribute('aria-errormessage', problem.id);
          } else {
            input.removeAttribute('aria-invalid');
            input.removeAttribute('aria-errormessage');
          }
        });
      }
    };
  }]);

  module.controller('BackupSettingsCtrl', ['$scope', '$timeout', 'backupApi', 'backupRead', function($scope, $timeout, backupApi, backupRead) {
    var latest = 0;
    var typing;
    $scope.presets = Object.keys(PRESETS).concat('OTHER');
    $scope.numbers = ['last', 'daily', 'weekly', 'monthly', 'maxAgeDays'];
    $scope.zones = Intl.supportedValuesOf ? Intl.supportedValuesOf('timeZone') : [];
    $scope.ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

    /** All settings as they are typed. What is no number is missing in them, and the server says so: nothing is filled in here. */
    function typed() {
      var settings = JSON.parse(JSON.stringify($scope.settings));
      if ($scope.secret.remove) {
        settings.notification.removeSecret = true;
      } else if ($scope.secret.typed) {
        settings.notification.secret = $scope.secret.typed;
      }
      return settings;
    }

    function tell(failed) {
      $scope.refused = failed;
      $scope.wrong = failed ? failed.fields : {};
      $scope.anyWrong = Object.keys($scope.wrong).length > 0;
      $scope.conflict = !!failed && failed.status === CONFLICT;
    }

    function preview() {
      var asked = ++latest;
      backupApi.call('POST', 'backups/settings/preview', typed()).then(function(found) {
        if (asked === latest) {
          $scope.preview = found;
          tell();
        }
      }, function(failed) {
        if (asked === latest) {
          $scope.preview = undefined;
          tell(failed);
        }
      });
    }

    function edit(stored) {
      $scope.hasSecret = stored.notification.hasSecret;
      // a secret that is not typed again stays
      $scope.secret = {typed: '', remove: false};
      $scope.settings = {
        version: stored.version,
        schedule: stored.schedule,
        retention: stored.retention,
        notification: {url: stored.notification.url, maxAgeHours: stored.notification.maxAgeHours},
        verification: stored.verification
      };
      $scope.most = {gigabytes: stored.retention.maxBytes / GIGABYTE};
      $scope.preset = {chosen: presetOf(stored.schedule.cron)};
      preview();
    }

    $scope.preview = undefined;
    $scope.showPreview = preview;
    tell();

    $scope.choosePreset = function() {
      $scope.settings.schedule.cron = PRESETS[$scope.preset.chosen] || $scope.settings.schedule.cron;
      $scope.change();
    };

    $scope.limit = function() {
      var gigabytes = $scope.most.gigabytes;
      $scope.settings.retention.maxBytes = typeof gigabytes === 'number' ? Math.round(gigabytes * GIGABYTE) : null;
      $scope.change();
    };

    $scope.change = function() {
      $scope.saved = false;
      $timeout.cancel(typing);
      typing = $timeout(preview, TYPING_MILLIS);
    };

    $scope.save = function() {
      // an answer to what was typed before must not hide that to this
      latest++;
      $timeout.cancel(typing);
      $scope.saving = true;
      backupApi.call('PUT', 'backups/settings', typed()).then(function(stored) {
        edit(stored);
        $scope.saved = true;
      }, tell).finally(function() {
        $scope.saving = false;
      });
    };

    $scope.$on('$destroy', function() {
      latest++;
      $timeout.cancel(typing);
    });

    /** There is no form without what is stored: saved, it would be in the place of that. */
    var read = backupRead($scope, function() {
      return 'backups/settings';
    }, function(stored) {
      // what is being typed must not be lost when an operation ends
      if (!$scope.settings) {
        edit(stored);
      }
    });

    /** Gives up what is typed. */
    $scope.load = function() {
      $scope.settings = undefined;
      $scope.saved = false;
      tell();
      read();
    };

    $scope.isDamaged = function() {
      return !!$scope.failed && $scope.failed.status === DAMAGED;
    };

    $scope.beginWithDefaults = function() {
      backupApi.send('GET', 'backups/settings/defaults').then(edit);
    };
  }]);
});
