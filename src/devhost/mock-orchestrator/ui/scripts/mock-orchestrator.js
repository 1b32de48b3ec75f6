// The mock orchestrator shows nothing.
