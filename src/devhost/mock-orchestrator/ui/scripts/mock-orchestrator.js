// The mock orchestrator shows nothing; a page waits for each plugin's module, though.
window.mockOrchestrator.define('mock-orchestrator', [], function() {});
