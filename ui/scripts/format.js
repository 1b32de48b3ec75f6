/* global window, Intl */
// Formats times, numbers and sizes in the language of the page. AngularJS's own filters only know the language that was loaded at the start.
window.alien4CloudBackupPlugin.define('backups/format', ['backups/module'], function(module) {
  'use strict';

  var UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  var AGES = [['year', 31536000], ['month', 2592000], ['day', 86400], ['hour', 3600], ['minute', 60]];

  function filter(name, format) {
    module.filter(name, ['$translate', function($translate) {
      function inLanguage(value, option) {
        return value === undefined || value === null ? '' : format(value, $translate.use() || 'en-us', option);
      }
      inLanguage.$stateful = true;
      return inLanguage;
    }]);
  }

  filter('backupNumber', function(number, language) {
    return new Intl.NumberFormat(language).format(number);
  });

  filter('backupSize', function(bytes, language) {
    var unit = bytes < 1 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), UNITS.length - 1);
    return new Intl.NumberFormat(language, {maximumFractionDigits: unit === 0 ? 0 : 1}).format(bytes / Math.pow(1024, unit)) + ' ' + UNITS[unit];
  });

  filter('backupTime', function(millis, language) {
    return new Intl.DateTimeFormat(language, {dateStyle: 'medium', timeStyle: 'medium'}).format(new Date(millis));
  });

  filter('backupAge', function(millis, language) {
    var seconds = Math.max(0, (Date.now() - millis) / 1000);
    var relative = new Intl.RelativeTimeFormat(language, {numeric: 'auto'});
    for (var i = 0; i < AGES.length; i++) {
      if (seconds >= AGES[i][1]) {
        return relative.format(-Math.floor(seconds / AGES[i][1]), AGES[i][0]);
      }
    }
    return relative.format(0, 'second');
  });

  filter('backupDuration', function(seconds, language) {
    function unit(count, name) {
      return new Intl.NumberFormat(language, {style: 'unit', unit: name, maximumFractionDigits: count < 10 && name === 'second' ? 1 : 0}).format(count);
    }
    if (seconds < 60) {
      return unit(seconds, 'second');
    }
    var minutes = Math.floor(seconds / 60);
    return minutes < 60 ? unit(minutes, 'minute') + ' ' + unit(Math.floor(seconds % 60), 'second')
      : unit(Math.floor(minutes / 60), 'hour') + ' ' + unit(minutes % 60, 'minute');
  });
});
