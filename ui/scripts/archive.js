/* global window */
// Backups as archives: down to the browser, and up from it in pieces, so that a connection that breaks costs one piece.
window.alien4CloudBackupPlugin.define('backups/archive', ['backups/module'], function(module) {
  'use strict';

  var PIECE_BYTES = 8 * 1024 * 1024;
  var RETRY_MILLIS = 2000;
  var CONFLICT = 409;

  /** Asks before something is done with a backup, in the words of BACKUPS.<what>; a refusal is not a failure. */
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

    /** A passphrase does not belong into an address: the server keeps it for a minute. */
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
        backupOperation.look();
      }, function() {});
    };
  }]);

  /** The upload that this browser is making; it goes on while other views are looked at. */
  module.factory('backupUpload', ['$q', '$timeout', '$translate', 'backupApi', 'backupOperation', function($q, $timeout, $translate, backupApi, backupOperation) {
    var upload = {file: null, sent: 0, waiting: false, arrived: false, refused: null};
    var path;

    function end() {
      upload.file = null;
    }

    function refused(failed) {
      upload.refused = failed;
      upload.stopped = true;
      // another name, another passphrase, or another try
      upload.again = upload.arrived && (failed.status === CONFLICT || failed.away || upload.encrypted);
    }

    /** It cannot be gone on with: the server has the beginning of what the file was before. */
    function changed() {
      refused({message: $translate.instant('BACKUPS.UPLOAD.CHANGED')});
      discard();
    }

    /** Whether a piece that was not sent could have been: a browser reads no file that has changed since it was chosen. */
    function isReadable(piece) {
      return $q.resolve(piece.arrayBuffer()).then(function(bytes) {
        return bytes.byteLength === piece.size;
      }, function() {
        return false;
      });
    }

    /** Whatever happened to a piece: the server knows how much it has. */
    function goOn(file) {
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
          goOn(file);
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
          upload.take();
        }
        return;
      }
      var piece = file.slice(upload.sent, upload.sent + PIECE_BYTES);
      var arrived = upload.sent + piece.size;
      backupApi.call('PUT', path + '?offset=' + upload.sent, piece).then(function(known) {
        if (known.size !== arrived) {
          changed();
          return;
        }
        upload.sent = known.size;
        upload.encrypted = known.encrypted;
        send(file);
      }, function(failed) {
        // a conflict: the server still reads what was sent before the connection broke
        if (!failed.away && failed.status !== CONFLICT) {
          refused(failed);
          return;
        }
        isReadable(piece).then(function(readable) {
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

    /** All has arrived: makes a backup of it, under its own name unless another one is typed. */
    upload.take = function() {
      upload.refused = null;
      backupApi.call('POST', path + '/complete', {name: upload.name || undefined, passphrase: upload.passphrase || undefined}).then(function(operation) {
        upload.passphrase = '';
        end();
        backupOperation.follow(operation);
      }, refused);
    };

    /** A day later it would go by itself. */
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

  /** Hands the file that is chosen to a function; Angular has no binding for that. */
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
