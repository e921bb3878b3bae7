import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['agents/**/*.test.ts', 'graphs/**/*.test.ts', 'tools/**/*.test.ts', 'evals/**/*.test.ts', '*.test.ts'],
    globalSetup: ['tools/database/server.setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
