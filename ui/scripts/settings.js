/* global window, Intl */
// Schedule, retention and notification, and what they would do before they are saved.
window.alien4CloudBackupPlugin.define('backups/settings', ['backups/module'], function(module) {
  'use strict';

  var PRESETS = {HOURLY: '0 0 * * * *', NIGHTLY: '0 0 2 * * *', WEEKLY: '0 0 2 * * SUN'};
  var TYPING_MILLIS = 400;
  var GIGABYTE = 1e9;

  function presetOf(cron) {
    return Object.keys(PRESETS).filter(function(preset) {
      return PRESETS[preset] === cron;
    })[0] || 'OTHER';
  }

  module.controller('BackupSettingsCtrl', ['$scope', '$timeout', 'backupApi', 'backupRead', function($scope, $timeout, backupApi, backupRead) {
    var latest = 0;
    var typing;
    $scope.presets = Object.keys(PRESETS).concat('OTHER');
    $scope.numbers = ['last', 'daily', 'weekly', 'monthly', 'maxAgeDays'];
    $scope.zones = Intl.supportedValuesOf ? Intl.supportedValuesOf('timeZone') : [];
    $scope.ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

    function preview() {
      var asked = ++latest;
      backupApi.call('POST', 'backups/settings/preview', $scope.settings).then(function(found) {
        if (asked === latest) {
          $scope.preview = found;
          $scope.refused = undefined;
        }
      }, function(failed) {
        if (asked === latest) {
          $scope.preview = undefined;
          $scope.refused = failed;
        }
      });
    }

    function edit(settings) {
      $scope.hasSecret = settings.notification.hasSecret;
      $scope.settings = {
        schedule: settings.schedule,
        retention: settings.retention,
        // a secret that is not typed again stays
        notification: {url: settings.notification.url, maxAgeHours: settings.notification.maxAgeHours},
        verification: settings.verification
      };
      $scope.most = {gigabytes: settings.retention.maxBytes / GIGABYTE};
      $scope.preset = {chosen: presetOf(settings.schedule.cron)};
      preview();
    }

    $scope.choosePreset = function() {
      $scope.settings.schedule.cron = PRESETS[$scope.preset.chosen] || $scope.settings.schedule.cron;
      $scope.change();
    };

    $scope.limit = function() {
      $scope.settings.retention.maxBytes = Math.round(($scope.most.gigabytes || 0) * GIGABYTE);
      $scope.change();
    };

    $scope.change = function() {
      $scope.saved = false;
      $timeout.cancel(typing);
      typing = $timeout(preview, TYPING_MILLIS);
    };

    $scope.save = function() {
      backupApi.send('PUT', 'backups/settings', $scope.settings).then(function(settings) {
        edit(settings);
        $scope.saved = true;
      });
    };

    $scope.$on('$destroy', function() {
      $timeout.cancel(typing);
    });

    backupRead($scope.$new(), function() {
      return 'backups/settings';
    }, function(settings) {
      // what is being typed must not be lost when an operation ends
      if (!$scope.settings) {
        edit(settings);
      }
    }, function(failed) {
      $scope.refused = failed;
      edit({schedule: {enabled: false, cron: PRESETS.NIGHTLY, zone: $scope.ownZone}, retention: {enabled: false, maxBytes: 0}, notification: {}, verification: {}});
    });
  }]);
});
