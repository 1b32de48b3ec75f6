/* global window */
window.alien4CloudBackupPlugin.define('backups/list', ['backups/module'], function(module) {
  'use strict';

  var PAGE_SIZE = 20;

  module.controller('BackupsListCtrl', ['$scope', '$uibModal', '$translate', 'backupRead', 'backupOperation',
    function($scope, $uibModal, $translate, backupRead, backupOperation) {
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

      var read = backupRead($scope, function() {
        return 'backups?size=' + PAGE_SIZE + '&from=' + ($scope.pages.currentPage - 1) * PAGE_SIZE
          + '&query=' + encodeURIComponent($scope.search.query || '');
      }, function(page) {
        $scope.backups = page.data;
        $scope.pages.totalItems = page.totalResults;
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
        $uibModal.open({
          templateUrl: 'views/common/confirm_modal.html',
          controller: 'ConfirmModalCtrl',
          resolve: {
            title: function() {
              return 'BACKUPS.DELETE.TITLE';
            },
            content: function() {
              return $translate('BACKUPS.DELETE.CONFIRM', {name: backup.name});
            }
          }
        }).result.then(function() {
          backupOperation.start('DELETE', 'backups/' + backup.name);
        });
      };
    }]);
});
