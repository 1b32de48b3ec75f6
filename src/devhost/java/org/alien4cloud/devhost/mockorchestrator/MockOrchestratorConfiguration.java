package org.alien4cloud.devhost.mockorchestrator;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** The plugin's entry point. No auto-proxy creator, like most plugins: {@code @PreAuthorize} does nothing in it. */
@Configuration
@ComponentScan
public class MockOrchestratorConfiguration {}
