import type { LogDigest } from '@faultmaven/logs'
import type { LogRecord } from '@faultmaven/signals'

const TASK = /\bComm: ([^\s]{1,40})/
const INSTRUCTION =
  /\bRIP: [\da-f]{4}:(?:\[<[\da-f]+>\] )?([A-Za-z_][\w.]{1,80})|\bPC is at ([A-Za-z_][\w.]{1,80})|\bpc : ([A-Za-z_][\w.]{1,80})/
const FUNCTION =
  /^\s*(?:\[[ \d.]{1,20}\]\s{0,4})?(?:\[<[\da-f]+>\] )?(\? )?([A-Za-z_][\w.]{1,80})\+0x[\da-f]{1,8}\/0x[\da-f]{1,8}/
/** Functions that every trace has: of printing it, of entering the kernel, of interrupts. */
const PLUMBING =
  /^(?:dump_stack|__dump|show_|panic|__warn|warn_slowpath|asm_|entry_|do_syscall|x64_sys|__x64_sys|ret_from|report_|print_|kasan|__kasan|irq_|__irq|smp_|sysvec|apic_|watchdog|hrtimer|__hrtimer|nmi|trigger_|invalid_op|exc_|do_error|do_trap|fixup_|handle_|check_|__die|die|oops|kthread|worker_thread|process_one_work|__schedule|schedule|rcu_|perf_)/
const MAX_FUNCTIONS = 6

/**
 * What a kernel prints around a fault, as details for its finding: "in foo_ring_reset", "task kworker/2:1", "called from a < b".
 * Empty for a log without a kernel trace.
 */
export function kernelDetails({ templates }: LogDigest): string[] {
  const records = templates.flatMap((template) => template.samples)
  if (!records.some((record) => /Call Trace|RIP: |\bComm: |stack backtrace/i.test(record.body))) return []
  const ordered = records.toSorted((a, b) => a.line - b.line)
  const at = firstGroup(ordered, INSTRUCTION)
  const task = firstGroup(ordered, TASK)
  const calls = callPath(ordered).filter((name) => name !== at)
  return [
    at === undefined ? '' : `in ${at}`,
    task === undefined ? '' : `task ${task}`,
    calls.length > 0 ? `called from ${calls.slice(0, MAX_FUNCTIONS).join(' < ')}` : '',
  ].filter((detail) => detail !== '')
}

function firstGroup(records: readonly LogRecord[], pattern: RegExp): string | undefined {
  for (const { body } of records) {
    const match = pattern.exec(body.slice(0, 400))
    if (match) return match.slice(1).find((group) => group !== undefined)
  }
  return undefined
}

/** Functions of the first trace that say where it was; those the unwinder doubts (`?`) come only when there are no others. */
function callPath(records: readonly LogRecord[]): string[] {
  const found = records.flatMap(({ body }) => {
    const match = FUNCTION.exec(body.slice(0, 400))
    return match?.[2] !== undefined && !PLUMBING.test(match[2]) ? [{ name: match[2], sure: match[1] === undefined }] : []
  })
  const sure = found.filter((frame) => frame.sure)
  return [...new Set((sure.length > 0 ? sure : found).map((frame) => frame.name))]
}
