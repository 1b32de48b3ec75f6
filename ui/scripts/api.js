/* global window */
// Calls the plugin with fetch instead of $http. For a failure of $http, Alien4Cloud shows a toast or its maintenance page. During a restore, however,
// the server is in maintenance mode for some seconds, and for a part of them answers every path of the plugin with 404.
window.alien4CloudBackupPlugin.define('backups/api', ['backups/module'], function(module) {
  'use strict';

  /** After this time, a call fails as if the server could not be reached. Uploads have no limit. */
  var LIMIT_MILLIS = 5 * 60 * 1000;

  /** Describes a failed call: the server's message, the problem of each wrong field, and whether the server is only away or the session has ended. */
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
      var abortion = new $window.AbortController();
      var limit = bytes ? undefined : $window.setTimeout(function() {
        status = 0;
        abortion.abort();
      }, LIMIT_MILLIS);
      $window.fetch('rest/latest/' + path, {
        method: method,
        credentials: 'same-origin',
        cache: 'no-store',
        headers: {'Content-Type': bytes ? 'application/octet-stream' : 'application/json', 'A4C-Agent': 'AngularJS_UI'},
        body: body === undefined || bytes ? body : JSON.stringify(body),
        signal: abortion.signal
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
      }).finally(function() {
        $window.clearTimeout(limit);
      });
      return answer.promise;
    }

    /** Returns the message of a failed call. An answer without a message comes from a proxy in front of the server. */
    function words(failed) {
      return failed.message || $translate.instant('BACKUPS.' + (failed.away ? 'AWAY' : failed.signedOut ? 'SIGNED_OUT' : 'NO_ANSWER'), failed);
    }

    return {
      words: words,
      /** Sends a request; the caller handles a failure. The body is JSON, or a Blob of bytes. */
      call: call,
      get: function(path) {
        return call('GET', path);
      },
      /** Sends a request, and shows a failure in a toast. */
      send: function(method, path, body) {
        return call(method, path, body).catch(function(failed) {
          toaster.pop('error', $translate.instant('BACKUPS.REFUSED'), words(failed), 10000);
          throw failed;
        });
      }
    };
  }]);

  /** Formats a failed call as its message. */
  module.filter('backupFailure', ['backupApi', function(backupApi) {
    function inWords(failed) {
      return failed ? backupApi.words(failed) : '';
    }
    inWords.$stateful = true;
    return inWords;
  }]);
});
