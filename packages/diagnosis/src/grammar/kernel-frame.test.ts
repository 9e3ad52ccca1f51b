import { expect, test } from 'vitest'
import { isKernelFrame } from './kernel-frame.ts'

test.each([
  ['out_of_memory+0x1a2/0x4e0', true],
  [' ? handle_panic.part.0+0x9/0x20 [netdrv]', true],
  ['Out of memory: Killed process 812 (indexer)', false],
  ['RIP: 0010:ring_reset+0x42/0x90', false],
])('%s', (text, is) => expect(isKernelFrame(text)).toBe(is))
