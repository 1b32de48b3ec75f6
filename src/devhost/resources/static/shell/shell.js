/* global window, document, requirejs, define */
// A page that gives a plugin what Alien4Cloud's page gives it: the same AMD modules, AngularJS services and directives of the same versions
// where there are such, translations, the toasts of failed calls and the way to the maintenance page. Everything else is left out.
requirejs.config({
  baseUrl: './',
  paths: {
    'lodash-base': 'webjars/lodash/3.10.1/lodash.min',
    'jquery': 'webjars/jquery/2.1.3/jquery.min',
    'angular': 'webjars/angularjs/1.6.1/angular.min',
    'angular-animate': 'webjars/angularjs/1.6.1/angular-animate.min',
    'angular-cookies': 'webjars/angularjs/1.6.1/angular-cookies.min',
    'angular-resource': 'webjars/angularjs/1.6.1/angular-resource.min',
    'angular-sanitize': 'webjars/angularjs/1.6.1/angular-sanitize.min',
    'angular-ui-router': 'webjars/angular-ui-router/0.3.2/release/angular-ui-router.min',
    'angular-bootstrap': 'webjars/angular-ui-bootstrap/2.5.0/ui-bootstrap-tpls.min',
    'angular-translate-base': 'webjars/angular-translate/2.15.2/angular-translate.min',
    'angular-translate': 'webjars/angular-translate-loader-static-files/2.15.2/angular-translate-loader-static-files.min',
    'toaster': 'webjars/angularjs-toaster/1.2.0/toaster.min',
    'angular-file-upload': 'webjars/ng-file-upload/12.2.13/dist/ng-file-upload.min',
    'moment': 'webjars/momentjs/2.14.1/min/moment-with-locales.min'
  },
  shim: {
    'angular': {deps: ['jquery'], exports: 'angular'},
    'angular-animate': {deps: ['angular']},
    'angular-cookies': {deps: ['angular']},
    'angular-resource': {deps: ['angular']},
    'angular-sanitize': {deps: ['angular']},
    'angular-ui-router': {deps: ['angular']},
    'angular-bootstrap': {deps: ['angular']},
    'angular-translate-base': {deps: ['angular']},
    'angular-translate': {deps: ['angular-translate-base']},
    'toaster': {deps: ['angular', 'angular-animate']},
    'angular-file-upload': {deps: ['angular']}
  }
});

define('lodash', ['lodash-base'], function(_) {
  'use strict';

  _.mixin({
    defined: function(value) {
      return value !== undefined && value !== null;
    },
    undefined: function(value) {
      return value === undefined || value === null;
    }
  });
  return _;
});

define('modules', ['angular', 'lodash'], function(angular, _) {
  'use strict';

  var modules = {};
  return {
    get: function(name, requires) {
      modules[name] = modules[name] || angular.module(name, []);
      modules[name].requires = _.union(modules[name].requires, requires || []);
      return modules[name];
    },
    link: function(module) {
      module.requires = _.union(module.requires, _.without(_.keys(modules), module.name));
    }
  };
});

define('states', ['lodash'], function(_) {
  'use strict';

  var states = {};
  var forwards = {};

  function menuBelow(parent) {
    return _.sortBy(_.compact(_.map(states, function(route, name) {
      var at = name.lastIndexOf('.');
      return (at < 0 ? '' : name.substring(0, at)) === parent ? route.menu : undefined;
    })), 'priority');
  }

  return {
    state: function(name, route) {
      states[name] = route;
    },
    forward: function(from, to) {
      forwards[from] = to;
    },
    forwardOf: function(name) {
      return forwards[name];
    },
    menuBelow: menuBelow,
    config: function($stateProvider) {
      _.forOwn(states, function(route, name) {
        $stateProvider.state(name, _.assign(_.omit(route, 'menu'), {
          resolve: _.assign({
            menu: function() {
              return menuBelow(name);
            }
          }, route.resolve)
        }));
      });
    }
  };
});

define('plugins', ['jquery', 'lodash'], function($, _) {
  'use strict';

  return {
    translations: [],
    init: function() {
      var self = this;
      return $.ajax({url: 'rest/latest/modules', dataType: 'json'}).then(function(found) {
        self.found = found;
        return $.when.apply($, _.map(found, function(plugin, name) {
          return self.load(name, plugin.entryPoint);
        }));
      });
    },
    /** In a requirejs context of the plugin's own, to which it adds by a namespace, and that has what the page has loaded. */
    load: function(name, entryPoint) {
      var loaded = $.Deferred();
      var sandbox = requirejs.config({context: name});
      var context = requirejs.s.contexts[name];
      window[_.camelCase(name)] = {
        define: function(id, dependencies, factory) {
          if (!_.isArray(dependencies)) {
            throw new Error('The dev host wants the dependencies of ' + id + ' as a list.');
          }
          context.defQueue.push([id, dependencies, factory]);
        }
      };
      _.forOwn(requirejs.s.contexts._.defined, function(value, id) {
        context.defQueue.push([id, [], function() {
          return value;
        }]);
      });
      sandbox([entryPoint], function() {
        sandbox([name], loaded.resolve);
      });
      return loaded;
    },
    base: function(name) {
      return this.found[name].base;
    },
    registerTranslations: function(prefix, suffix) {
      this.translations.push({prefix: prefix, suffix: suffix || '.json'});
    }
  };
});

define('shell', ['angular', 'jquery', 'lodash', 'modules', 'states', 'plugins', 'moment', 'angular-animate', 'angular-cookies', 'angular-resource',
  'angular-sanitize', 'angular-ui-router', 'angular-bootstrap', 'angular-translate', 'toaster', 'angular-file-upload'],
function(angular, $, _, modules, states, plugins) {
  'use strict';

  var LANGUAGES = ['en-us', 'fr-fr', 'ja-jp', 'zh-cn'];
  var LANGUAGE_KEY = 'devhost.language';

  var common = modules.get('a4c-common', ['ngResource', 'ui.bootstrap', 'pascalprecht.translate', 'ngFileUpload']);
  var page = modules.get('alien4cloud', ['ngCookies', 'ngResource', 'ngSanitize', 'ui.bootstrap', 'ui.router', 'pascalprecht.translate', 'toaster']);

  common.factory('$alresource', ['$resource', function($resource) {
    var headers = {'Content-Type': 'application/json; charset=UTF-8'};
    return function(url, operations, params) {
      return $resource(url, params || {}, _.merge({
        create: {method: 'POST', headers: headers},
        get: {method: 'GET', headers: headers},
        update: {method: 'PUT', headers: headers},
        patch: {method: 'PATCH', headers: headers},
        remove: {method: 'DELETE', headers: headers}
      }, operations));
    };
  }]);

  common.controller('ConfirmModalCtrl', ['$scope', '$uibModalInstance', 'title', 'content', function($scope, $uibModalInstance, title, content) {
    _.assign($scope, {title: title, content: content, confirm: $uibModalInstance.close, cancel: $uibModalInstance.dismiss});
  }]);

  common.directive('paginationDirective', function() {
    return {restrict: 'E', scope: {paginationInfo: '='}, templateUrl: 'shell/pagination.html'};
  });

  page.factory('authService', ['$http', function($http) {
    var service = {
      getStatus: function() {
        return $http.get('rest/latest/auth/status').then(function(response) {
          service.status = response.data.data;
          return service.status;
        });
      },
      hasRole: function(role) {
        return service.hasOneRoleIn([role]);
      },
      hasOneRoleIn: function(roles) {
        var has = (service.status || {}).roles || [];
        return _.isEmpty(roles) || _.includes(has, 'ADMIN') || _.intersection(has, roles).length > 0;
      }
    };
    return service;
  }]);

  // A failed call raises a toast; 503 with code 0 is maintenance mode.
  page.factory('restTechnicalErrorInterceptor', ['$q', '$injector', 'toaster', function($q, $injector, toaster) {
    return {
      responseError: function(rejection) {
        var error = (rejection.data || {}).error || {};
        if (rejection.status === 503 && error.code === 0) {
          $injector.get('$state').go('maintenance');
        } else {
          toaster.pop('error', 'Error - ' + rejection.status, '<div>' + _.escape(error.message || 'Unknown') + '</div>', 4000, 'trustedHtml');
        }
        return $q.reject(rejection);
      }
    };
  }]);

  page.controller('NavBarCtrl', ['$scope', '$http', '$translate', '$window', 'authService', function($scope, $http, $translate, $window, authService) {
    $scope.languages = LANGUAGES;
    $scope.language = {code: $translate.proposedLanguage()};
    $scope.credentials = {};
    $scope.menu = states.menuBelow('');
    $scope.hasRole = authService.hasOneRoleIn;
    authService.getStatus().then(function(status) {
      $scope.status = status;
    });
    $scope.speak = function() {
      $window.localStorage.setItem(LANGUAGE_KEY, $scope.language.code);
      $translate.use($scope.language.code);
    };
    $scope.logIn = function(credentials) {
      $http.post('login', $.param(credentials), {headers: {'Content-Type': 'application/x-www-form-urlencoded'}}).then(function() {
        $window.location.reload();
      });
    };
  }]);

  page.controller('LayoutCtrl', ['$scope', 'menu', 'authService', function($scope, menu, authService) {
    authService.getStatus().then(function() {
      $scope.menu = _.filter(menu, function(item) {
        return authService.hasOneRoleIn(item.roles);
      });
    });
  }]);

  page.controller('MaintenanceCtrl', ['$scope', '$alresource', function($scope, $alresource) {
    $scope.maintenanceState = $alresource('rest/latest/maintenance').get();
  }]);

  states.state('home', {url: '/', template: '<h1>Dev host</h1>'});
  states.state('maintenance', {url: '/maintenance', templateUrl: 'shell/maintenance.html', controller: 'MaintenanceCtrl'});
  states.state('admin', {
    url: '/admin',
    template: '<div ui-view></div>',
    menu: {id: 'menu.admin', state: 'admin', key: 'SHELL.ADMIN', icon: 'fa fa-wrench', priority: 10000, roles: ['ADMIN']}
  });
  states.state('admin.home', {
    url: '/',
    templateUrl: 'shell/admin.html',
    controller: 'LayoutCtrl',
    resolve: {
      menu: function() {
        return states.menuBelow('admin');
      }
    }
  });
  states.forward('admin', 'admin.home');

  return {
    start: function() {
      modules.link(page);
      page.config(['$stateProvider', '$urlRouterProvider', '$httpProvider', '$locationProvider', '$qProvider', '$translateProvider',
        function($stateProvider, $urlRouterProvider, $httpProvider, $locationProvider, $qProvider, $translateProvider) {
          $httpProvider.interceptors.push('restTechnicalErrorInterceptor');
          $httpProvider.defaults.headers.common['A4C-Agent'] = 'AngularJS_UI';
          $urlRouterProvider.otherwise('/');
          states.config($stateProvider);
          $locationProvider.hashPrefix('');
          $qProvider.errorOnUnhandledRejections(false);
          $translateProvider.useStaticFilesLoader({
            files: [{prefix: 'shell/languages/shell-', suffix: '.json'}].concat(plugins.translations)
          });
          $translateProvider.useSanitizeValueStrategy(null);
          $translateProvider.preferredLanguage(window.localStorage.getItem(LANGUAGE_KEY) || 'en-us');
        }]);
      page.run(['$rootScope', '$state', function($rootScope, $state) {
        $rootScope._ = _;
        $rootScope.$on('$stateChangeSuccess', function(event, to) {
          if (states.forwardOf(to.name)) {
            $state.go(states.forwardOf(to.name));
          }
        });
      }]);
      angular.bootstrap(document, ['alien4cloud']);
    }
  };
});

requirejs(['shell', 'plugins'], function(shell, plugins) {
  'use strict';

  plugins.init().then(shell.start);
});
