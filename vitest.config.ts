import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['./vitest.setup.ts'],
          // By itself vitest leaves one core alone, which on two cores is half of them.
          maxWorkers: availableParallelism(),
          include: [
            'packages/**/*.test.ts',
            'services/**/*.test.ts',
            'apps/**/*.test.{ts,tsx}',
            'tests/conformance/**/*.test.ts',
            'lab/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
        },
      },
      {
        // The built bundle, real processes, a real browser: one file at a time.
        test: {
          name: 'built',
          include: ['tests/{e2e,chaos,security,engines}/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
