/* global window */
window.alien4CloudBackupPlugin.define('backups/list', ['backups/module'], function(module) {
  'use strict';

  var PAGE_SIZE = 20;

  module.controller('BackupsListCtrl', ['$scope', '$document', 'backupConfirm', 'backupRead', 'backupOperation', 'backupDownload', 'backupUpload',
    function($scope, $document, backupConfirm, backupRead, backupOperation, backupDownload, backupUpload) {
      $scope.followed = backupOperation;
      $scope.search = {};
      $scope.options = {};
      $scope.pages = {
        currentPage: 1,
        maxSearchSize: PAGE_SIZE,
        totalItems: 0,
        selectPage: function(page) {
          $scope.pages.currentPage = page;
          read();
        },
        isOverflowed: function() {
          return false;
        }
      };

      var asked;
      var read = backupRead($scope, function() {
        asked = $scope.search.query || '';
        return 'backups?size=' + PAGE_SIZE + '&from=' + ($scope.pages.currentPage - 1) * PAGE_SIZE + '&query=' + encodeURIComponent(asked);
      }, function(page) {
        $scope.pages.totalItems = page.totalResults;
        if (page.data.length === 0 && page.totalResults > 0) {
          // the last page is empty now: show the one before
          $scope.pages.selectPage(Math.ceil(page.totalResults / PAGE_SIZE));
          return;
        }
        $scope.backups = page.data;
        $scope.lacking = page.data.length > 0 ? undefined : asked ? 'NONE_FOUND' : 'NONE';
      });

      $scope.find = function() {
        $scope.pages.selectPage(1);
      };

      $scope.toggleOptions = function() {
        $scope.optionsShown = !$scope.optionsShown;
      };

      $scope.backUp = function() {
        var request = {};
        Object.keys($scope.options).forEach(function(option) {
          if ($scope.options[option]) {
            request[option] = $scope.options[option];
          }
        });
        backupOperation.start('POST', 'backups', request).then(function() {
          $scope.options = {};
          $scope.optionsShown = false;
        });
      };

      $scope.verify = function(backup) {
        backupOperation.start('POST', 'backups/' + backup.name + '/verify', {deep: true});
      };

      $scope.remove = function(backup) {
        backupConfirm('DELETE', backup.name).then(function() {
          backupOperation.start('DELETE', 'backups/' + backup.name);
        });
      };

      $scope.download = function(backup) {
        backupDownload(backup.name);
      };

      $scope.upload = backupUpload;
      $scope.kinds = ['applications', 'archives', 'deployments'];

      /** Opens the file chooser from a button, since each browser draws file inputs in its own way. */
      $scope.chooseArchive = function() {
        $document[0].getElementById('backup-archive').click();
      };
    }]);
});
