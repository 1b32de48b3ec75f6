@echo off
rem Starts the command line of the Alien4Cloud backup plugin. JAVA_HOME, or else the path, tells which Java; JAVA_OPTS adds options for it.
setlocal
set "home=%~dp0.."
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
set "level=off"
for %%a in (%*) do if "%%~a"=="--debug" set "level=debug"
"%java%" -XX:+IgnoreUnrecognizedVMOptions --add-opens=java.base/java.lang=ALL-UNNAMED -XX:+UseSerialGC -Dorg.slf4j.simpleLogger.defaultLogLevel=%level% -Dorg.apache.logging.log4j.level=%level% -Dlog4j2.disable.jmx=true -Dlog4j.shutdownHookEnabled=false %JAVA_OPTS% -cp "%home%\lib\*" org.alien4cloud.plugin.backup.cli.BackupCommandLine %*
exit /b %errorlevel%
