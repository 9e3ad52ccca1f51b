import type { DraftFinding } from '../draft.ts'
import { plainFault } from './structure-draft.ts'
import { cellUnder, inLineOrder, type RowView } from './tables-view.ts'

/** Waiting once is ordinary; two at the same moment are worth a word. */
const MIN_WAITING = 2
/** A few children that nobody has asked after yet are ordinary. */
const MIN_ZOMBIES = 10
const STOPPED_SCORE = 0.6
/** At a terminal it is a job of a shell that somebody suspended. */
const ORDINARY_STOP = /^(?:pts?\/|tty)/

/**
 * Processes that `ps` or `top` show in uninterruptible sleep (`D`: they wait for a disk or a network file system and cannot be killed), stopped by a
 * signal or a debugger (`T`, `t`: they hold their connections and do nothing until they are continued), and many that ended and were
 * never asked after (`Z`: their parent is at fault).
 *
 * @see https://man7.org/linux/man-pages/man1/ps.1.html (PROCESS STATE CODES)
 */
export function examineProcesses(rows: readonly RowView[], sourceName: string): DraftFinding[] {
  const processes = rows.filter((row) => cellUnder(row, /^pid$/i) !== undefined)
  const waiting = processes.filter((row) => /^D[<NLsl+]*$/.test(stateOf(row)))
  const stopped = processes.filter((row) => /^[Tt][<NLsl]*$/.test(stateOf(row)) && !ORDINARY_STOP.test(terminalOf(row)))
  const zombies = processes.filter((row) => /^Z[<NLsl+]*$/.test(stateOf(row)))
  return [
    ...(waiting.length < MIN_WAITING
      ? []
      : [
          draft(waiting, sourceName, {
            title: `${waiting.length} processes wait in uninterruptible sleep, as for a disk or a network file system`,
            score: Math.min(0.6, 0.3 + waiting.length * 0.05),
            fault: plainFault('process', 'hung', { blames: 'resource' }),
          }),
        ]),
    ...(stopped.length === 0
      ? []
      : [
          draft(stopped, sourceName, {
            title: `${programsOf(stopped)} stopped (state T: by a signal or a debugger) and does nothing until continued`,
            score: STOPPED_SCORE,
            fault: plainFault('process', 'stopped', { blames: 'callee', entity: programOf(stopped[0]!) }),
          }),
        ]),
    ...(zombies.length < MIN_ZOMBIES
      ? []
      : [
          draft(zombies, sourceName, {
            title: `${zombies.length} processes ended and their parents never asked after them (zombies)`,
            score: Math.min(0.5, 0.25 + zombies.length * 0.005),
            fault: plainFault('process', 'leaked', { blames: 'caller' }),
          }),
        ]),
  ]
}

type Said = Pick<DraftFinding, 'title' | 'score'> & { readonly fault: ReturnType<typeof plainFault> }

function draft(rows: readonly RowView[], sourceName: string, said: Said): DraftFinding {
  const shown = rows.slice(0, 6)
  return {
    sourceName,
    kind: 'state',
    check: 'process-states',
    severity: 'warn',
    count: rows.length,
    ...said,
    entities: [...new Set(shown.map(nameOf))],
    details: [`such as ${shown.map((row) => `${nameOf(row)} (PID ${pidOf(row)})`).join(', ')}`],
    places: shown.map(({ line }) => ({ line })),
    predicates: shown.map((row) => ({
      name: 'present',
      literals: inLineOrder(row, [pidOf(row), stateOf(row)]),
      lines: [row.line],
    })),
  }
}

const stateOf = (row: RowView) => cellUnder(row, /^(?:stat|s|state)$/i)?.value ?? ''
const pidOf = (row: RowView) => cellUnder(row, /^pid$/i)?.value ?? ''
const nameOf = (row: RowView) => cellUnder(row, /^(?:command|cmd|args|comm)$/i)?.value ?? row.name
const terminalOf = (row: RowView) => cellUnder(row, /^tty$/i)?.value ?? ''
const programsOf = (rows: readonly RowView[]) =>
  rows.length === 1 ? `The process ${programOf(rows[0]!)} is` : `${rows.length} processes, such as ${programOf(rows[0]!)}, are`

/** `/usr/bin/node --max-old-space-size=128 /srv/shop/gateway.mjs` runs `gateway.mjs`: an interpreter is known by its script. */
function programOf(row: RowView): string {
  const words = nameOf(row).split(/\s+/)
  const script = words.slice(1).find((word) => /^[^-=]\S*\.(?:[cm]?js|ts|py|rb|pl|php|jar|sh)$/.test(word))
  return (script ?? words[0] ?? '').split('/').at(-1)!
}
