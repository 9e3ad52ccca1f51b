import { readStackTraces } from '@faultmaven/code'
import type { LogDigest } from '@faultmaven/logs'

const KERNEL_TRACE = /Call Trace|RIP: |\bComm: |stack backtrace/i
const MAX_FUNCTIONS = 6

/**
 * What a kernel prints around a fault, as details for its finding: "in foo_ring_reset", "task kworker/2:1", "called from a < b".
 * Empty for a log without a kernel trace. Frames that the unwinder doubts (`?`) come only when there are no others.
 */
export function kernelDetails({ templates }: LogDigest): string[] {
  const records = templates.flatMap((template) => template.samples)
  if (!records.some(({ body }) => KERNEL_TRACE.test(body))) return []
  const ordered = records.toSorted((a, b) => a.line - b.line)
  const traces = readStackTraces(ordered.flatMap(({ body, continuation }) => [body, ...continuation]))
  const trace = traces.find(({ runtime }) => runtime === 'kernel')
  if (trace === undefined) return []
  const [first] = trace.frames
  const own = trace.frames.slice(1).filter(({ isOwn }) => isOwn)
  const sure = own.filter(({ isUnsure }) => isUnsure !== true)
  const calls = [...new Set((sure.length > 0 ? sure : own).map((frame) => frame.function))].filter(
    (name) => name !== first?.function,
  )
  return [
    first === undefined ? '' : `in ${first.function}`,
    trace.thread === undefined ? '' : `task ${trace.thread}`,
    calls.length > 0 ? `called from ${calls.slice(0, MAX_FUNCTIONS).join(' < ')}` : '',
  ].filter((detail) => detail !== '')
}
