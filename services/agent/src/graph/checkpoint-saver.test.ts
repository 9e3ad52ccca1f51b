import { randomUUID } from 'node:crypto'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createMemoryKv } from '@faultmaven/storage'
import { validate } from '@langchain/langgraph-checkpoint-validation'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSealedRows } from '../cases/sealed-rows.ts'
import { CheckpointSaver } from './checkpoint-saver.ts'

// The suite expects the test runner's functions as globals.
Object.assign(globalThis, { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it })

validate({
  checkpointerName: 'sealed rows of a case',
  async createCheckpointer() {
    const keyRing = createMemoryKeyRing()
    const caseId = randomUUID()
    await keyRing.create(caseId)
    return new CheckpointSaver(createSealedRows({ kv: createMemoryKv(), keyRing, caseId }))
  },
})
