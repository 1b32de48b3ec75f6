/* global window */
// Downloads archives, and uploads them in chunks, so that a broken connection costs only one chunk.
window.alien4CloudBackupPlugin.define('backups/archive', ['backups/module'], function(module) {
  'use strict';

  var CHUNK_BYTES = 8 * 1024 * 1024;
  var RETRY_MILLIS = 2000;
  var CONFLICT = 409;

  /** Asks for confirmation of an action on a backup, with the texts of BACKUPS.<what>. Nothing happens if the user declines. */
  module.factory('backupConfirm', ['$uibModal', '$translate', '$q', function($uibModal, $translate, $q) {
    return function(what, name) {
      var answer = $q.defer();
      $uibModal.open({
        templateUrl: 'views/common/confirm_modal.html',
        controller: 'ConfirmModalCtrl',
        resolve: {
          title: function() {
            return 'BACKUPS.' + what + '.TITLE';
          },
          content: function() {
            return $translate('BACKUPS.' + what + '.CONFIRM', {name: name});
          }
        }
      }).result.then(answer.resolve, function() {});
      return answer.promise;
    };
  }]);

  module.controller('BackupDownloadCtrl', ['$scope', '$uibModalInstance', 'backupApi', 'name', function($scope, $uibModalInstance, backupApi, name) {
    var path = 'backups/' + encodeURIComponent(name) + '/archive';
    $scope.name = name;
    $scope.wanted = {};
    $scope.cancel = $uibModalInstance.dismiss;

    /** Sends the passphrase first, so that it does not appear in the address; the server keeps it for a minute. */
    $scope.confirm = function() {
      if (!$scope.wanted.encrypted) {
        $uibModalInstance.close(path);
        return;
      }
      backupApi.call('POST', path, {passphrase: $scope.wanted.passphrase}).then(function(begun) {
        $uibModalInstance.close(path + '?ticket=' + begun.ticket);
      }, function(failed) {
        $scope.wanted.refused = failed;
      });
    };
  }]);

  module.factory('backupDownload', ['$document', '$uibModal', 'backupsBase', 'backupOperation', function($document, $uibModal, backupsBase, backupOperation) {
    return function(name) {
      $uibModal.open({
        templateUrl: backupsBase + 'views/download.html',
        controller: 'BackupDownloadCtrl',
        resolve: {
          name: function() {
            return name;
          }
        }
      }).result.then(function(path) {
        var link = $document[0].createElement('a');
        link.href = 'rest/latest/' + path;
        link.download = '';
        $document[0].body.appendChild(link);
        link.click();
        link.remove();
        backupOperation.pollSoon();
      }, function() {});
    };
  }]);

  /** Holds the upload of this browser. It continues while other views are shown. */
  module.factory('backupUpload', ['$q', '$timeout', '$translate', 'backupApi', 'backupOperation', function($q, $timeout, $translate, backupApi, backupOperation) {
    var upload = {file: null, sent: 0, waiting: false, arrived: false, refused: null};
    var path;

    function end() {
      upload.file = null;
    }

    function refused(failed) {
      upload.refused = failed;
      upload.stopped = true;
      // with another name, another passphrase, or simply once more
      upload.again = upload.arrived && (failed.status === CONFLICT || failed.away || upload.encrypted);
    }

    /** Stops the upload of a file that has changed: the server has the beginning of the earlier content. */
    function changed() {
      refused({message: $translate.instant('BACKUPS.UPLOAD.CHANGED')});
      discard();
    }

    /** Tells whether a chunk that was not sent can be read. A browser does not read a file that has changed since it was chosen. */
    function isReadable(chunk) {
      return $q.resolve(chunk.arrayBuffer()).then(function(bytes) {
        return bytes.byteLength === chunk.size;
      }, function() {
        return false;
      });
    }

    /** Asks the server how much has arrived, and continues from there. */
    function resume(file) {
      backupApi.get(path).then(function(known) {
        upload.waiting = false;
        upload.sent = known.size;
        upload.encrypted = known.encrypted;
        send(file);
      }, function(failed) {
        if (failed.away) {
          wait(file);
        } else {
          refused(failed);
        }
      });
    }

    function wait(file) {
      upload.waiting = true;
      $timeout(RETRY_MILLIS).then(function() {
        if (upload.file === file) {
          resume(file);
        }
      });
    }

    function send(file) {
      if (upload.file !== file) {
        return;
      }
      if (upload.sent >= file.size) {
        upload.arrived = true;
        if (upload.encrypted) {
          upload.again = true;
        } else {
          upload.complete();
        }
        return;
      }
      var chunk = file.slice(upload.sent, upload.sent + CHUNK_BYTES);
      var arrived = upload.sent + chunk.size;
      backupApi.call('PUT', path + '?offset=' + upload.sent, chunk).then(function(known) {
        if (known.size !== arrived) {
          changed();
          return;
        }
        upload.sent = known.size;
        upload.encrypted = known.encrypted;
        send(file);
      }, function(failed) {
        // a conflict: the server is still reading what was sent before the connection broke
        if (!failed.away && failed.status !== CONFLICT) {
          refused(failed);
          return;
        }
        isReadable(chunk).then(function(readable) {
          if (readable) {
            wait(file);
          } else if (upload.file === file) {
            changed();
          }
        });
      });
    }

    upload.start = function(file) {
      Object.assign(upload, {file: file, sent: 0, waiting: false, arrived: false, stopped: false, refused: null, again: false, encrypted: false, name: '', passphrase: ''});
      backupApi.call('POST', 'backups/uploads', {size: file.size}).then(function(begun) {
        path = 'backups/uploads/' + begun.id;
        send(file);
      }, refused);
    };

    /** Imports the archive when all of it has arrived, under its own name unless another one is typed. */
    upload.complete = function() {
      upload.refused = null;
      backupApi.call('POST', path + '/complete', {name: upload.name || undefined, passphrase: upload.passphrase || undefined}).then(function(operation) {
        upload.passphrase = '';
        end();
        backupOperation.follow(operation);
      }, refused);
    };

    /** Deletes what has arrived. The server would do so automatically a day later. */
    function discard() {
      if (path) {
        backupApi.call('DELETE', path).catch(function() {});
      }
    }

    upload.cancel = function() {
      end();
      discard();
    };

    return upload;
  }]);

  module.directive('backupUploadPanel', ['backupsBase', 'backupUpload', function(backupsBase, backupUpload) {
    return {
      restrict: 'E',
      scope: {},
      templateUrl: backupsBase + 'views/upload.html',
      link: function(scope) {
        scope.upload = backupUpload;
      }
    };
  }]);

  /** Passes the chosen file to a function; AngularJS has no binding for that. */
  module.directive('backupFile', [function() {
    return {
      restrict: 'A',
      scope: {backupFile: '<'},
      link: function(scope, element) {
        element.on('change', function() {
          var file = element[0].files[0];
          element[0].value = '';
          if (file) {
            scope.$apply(function() {
              scope.backupFile(file);
            });
          }
        });
      }
    };
  }]);
});
