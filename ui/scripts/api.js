/* global window */
// Calls the plugin. Not through $http: Alien4Cloud raises a toast for each of its failures and leaves for the maintenance page, while a restore
// is in maintenance mode for some seconds, and for some of them every path of the plugin is answered with 404.
window.alien4CloudBackupPlugin.define('backups/api', ['backups/module'], function(module) {
  'use strict';

  /** A failed call: the server's words, also those of each wrong field, and whether it is only away for a while, or the session has ended. */
  function failure(status, body) {
    var error = (body && body.error) || {};
    var fields = {};
    (body && Array.isArray(body.data) ? body.data : []).forEach(function(problem) {
      fields[problem.field] = problem.message;
    });
    return {
      status: status,
      message: error.message || '',
      fields: fields,
      away: status === 0 || status === 404 && !error.message || status === 502 || status === 503,
      signedOut: status === 401 || status === 403
    };
  }

  module.factory('backupApi', ['$q', '$window', '$translate', 'toaster', function($q, $window, $translate, toaster) {
    function call(method, path, body) {
      var bytes = body instanceof $window.Blob;
      var answer = $q.defer();
      var status = 0;
      $window.fetch('rest/latest/' + path, {
        method: method,
        credentials: 'same-origin',
        cache: 'no-store',
        headers: {'Content-Type': bytes ? 'application/octet-stream' : 'application/json', 'A4C-Agent': 'AngularJS_UI'},
        body: body === undefined || bytes ? body : JSON.stringify(body)
      }).then(function(response) {
        status = response.status;
        return response.json();
      }).then(function(json) {
        if (status < 400 && !json.error) {
          answer.resolve(json.data);
        } else {
          answer.reject(failure(status, json));
        }
      }, function() {
        answer.reject(failure(status < 400 ? 0 : status));
      });
      return answer.promise;
    }

    /** What a failed call is told in: what answers without words is no plugin, but a proxy in front of it. */
    function words(failed) {
      return failed.message || $translate.instant('BACKUPS.' + (failed.away ? 'AWAY' : failed.signedOut ? 'SIGNED_OUT' : 'NO_ANSWER'), failed);
    }

    return {
      words: words,
      /** The caller deals with a failure. The body is JSON, or a Blob of bytes. */
      call: call,
      get: function(path) {
        return call('GET', path);
      },
      /** Starts something; a failure is told in a toast, too. */
      send: function(method, path, body) {
        return call(method, path, body).catch(function(failed) {
          toaster.pop('error', $translate.instant('BACKUPS.REFUSED'), words(failed), 10000);
          throw failed;
        });
      }
    };
  }]);

  /** A failed call in words. */
  module.filter('backupFailure', ['backupApi', function(backupApi) {
    function inWords(failed) {
      return failed ? backupApi.words(failed) : '';
    }
    inWords.$stateful = true;
    return inWords;
  }]);
});
