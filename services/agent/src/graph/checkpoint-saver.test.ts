import { validate } from '@langchain/langgraph-checkpoint-validation'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CheckpointSaver } from './checkpoint-saver.ts'
import type { Rows } from '../cases/rows.ts'

// The suite expects the test runner's functions as globals.
Object.assign(globalThis, { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it })
validate({ checkpointerName: 'rows of a case', createCheckpointer: () => new CheckpointSaver(memoryRows()) })

function memoryRows(): Rows {
  const map = new Map<string, Uint8Array>()
  return {
    get: async (name) => map.get(name),
    list: async (prefix, { after = '', limit = 1000 } = {}) =>
      [...map]
        .filter(([name]) => name.startsWith(prefix) && name > after)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([name, value]) => ({ name, value })),
    write: async (changes) => {
      for (const change of changes)
        if ('set' in change) map.set(change.set, change.value)
        else map.delete(change.delete)
    },
  }
}
