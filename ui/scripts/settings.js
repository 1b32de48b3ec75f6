/* global window, Intl */
// Edits the settings, and previews their effect before they are saved.
window.alien4CloudBackupPlugin.define('backups/settings', ['backups/module'], function(module) {
  'use strict';

  var PRESETS = {HOURLY: '0 0 * * * *', NIGHTLY: '0 0 2 * * *', WEEKLY: '0 0 2 * * SUN'};
  var TYPING_MILLIS = 400;
  var GIGABYTE = 1e9;
  /** The largest size that the server accepts is 2^53 bytes. */
  var MOST_GIGABYTES = Math.floor(Math.pow(2, 53) / GIGABYTE);
  var SIZE_FIELD = 'retention.maxBytes';
  var CONFLICT = 409;
  var DAMAGED = 422;

  function presetOf(cron) {
    return Object.keys(PRESETS).filter(function(preset) {
      return PRESETS[preset] === cron;
    })[0] || 'OTHER';
  }

  /** Shows beside an input why the server refuses its value. The attribute is the field's path in the request. */
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
          // not earlier: in a list, the input gets its id later
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

  module.controller('BackupSettingsCtrl', ['$scope', '$timeout', '$filter', '$translate', 'backupApi', 'backupRead', function($scope, $timeout, $filter, $translate, backupApi, backupRead) {
    var latest = 0;
    var typing;
    $scope.presets = Object.keys(PRESETS).concat('OTHER');
    $scope.numbers = ['last', 'daily', 'weekly', 'monthly', 'maxAgeDays'];
    $scope.zones = Intl.supportedValuesOf ? Intl.supportedValuesOf('timeZone') : [];
    $scope.ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

    /** Returns all settings as they are typed. A value that is not a number is left out, and the server reports it as missing. */
    function typed() {
      var settings = JSON.parse(JSON.stringify($scope.settings));
      if ($scope.secret.remove) {
        settings.notification.removeSecret = true;
      } else if ($scope.secret.typed) {
        settings.notification.secret = $scope.secret.typed;
      }
      return settings;
    }

    /** Returns the server's message for each wrong field. For the size, it speaks of bytes; the form has GB. */
    function wrongFields(failed) {
      var wrong = Object.assign({}, failed.fields);
      if (wrong[SIZE_FIELD]) {
        wrong[SIZE_FIELD] = $translate.instant('BACKUPS.SETTINGS.SIZE_WRONG', {most: $filter('backupNumber')(MOST_GIGABYTES)});
      }
      return wrong;
    }

    function showFailure(failed) {
      $scope.refused = failed;
      $scope.wrong = failed ? wrongFields(failed) : {};
      $scope.anyWrong = Object.keys($scope.wrong).length > 0;
      $scope.conflict = !!failed && failed.status === CONFLICT;
    }

    function preview() {
      var asked = ++latest;
      backupApi.call('POST', 'backups/settings/preview', typed()).then(function(found) {
        if (asked === latest) {
          $scope.preview = found;
          showFailure();
        }
      }, function(failed) {
        if (asked === latest) {
          $scope.preview = undefined;
          showFailure(failed);
        }
      });
    }

    function edit(stored) {
      $scope.hasSecret = stored.notification.hasSecret;
      // a secret that is not typed does not change
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
    showFailure();

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
      // a late answer to an earlier preview must not hide the answer to this request
      latest++;
      $timeout.cancel(typing);
      $scope.saving = true;
      backupApi.call('PUT', 'backups/settings', typed()).then(function(stored) {
        edit(stored);
        $scope.saved = true;
      }, showFailure).finally(function() {
        $scope.saving = false;
      });
    };

    $scope.$on('$destroy', function() {
      latest++;
      $timeout.cancel(typing);
    });

    /** Without the stored settings there is no form: saving it would overwrite them. */
    var read = backupRead($scope, function() {
      return 'backups/settings';
    }, function(stored) {
      // keep what is being typed when an operation ends
      if (!$scope.settings) {
        edit(stored);
      }
    });

    /** Discards what is typed, and loads the stored settings. */
    $scope.load = function() {
      $scope.settings = undefined;
      $scope.saved = false;
      showFailure();
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
