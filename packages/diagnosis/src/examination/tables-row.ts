import type { DraftFinding } from '../draft.ts'
import { plainFault, resourceOf, stateFault } from './structure-draft.ts'
import { modeOfState, statePolarity } from './structure-polarity.ts'
import { parseQuantity, share } from './structure-quantity.ts'
import { cellUnder, rowDraft, type RowView } from './tables-view.ts'

/** What one row says by itself. */
export function examineRow(row: RowView, sourceName: string): DraftFinding[] {
  if (isEvent(row)) return eventOf(row, sourceName)
  return [
    ...stateOf(row, sourceName),
    ...fractionOf(row, sourceName),
    ...restartsOf(row, sourceName),
    ...useOf(row, sourceName),
    ...processOf(row, sourceName),
    ...scalerOf(row, sourceName),
    ...lossOf(row, sourceName),
    ...usedOf(row, sourceName),
    ...waitingOf(row, sourceName),
  ]
}

const isEvent = (row: RowView) => cellUnder(row, /^reason$/i) !== undefined && cellUnder(row, /^message$/i) !== undefined

/** Warnings of `kubectl get events`: read like the message that they are. */
function eventOf(row: RowView, sourceName: string): DraftFinding[] {
  const type = cellUnder(row, /^type$/i)?.value
  const reason = cellUnder(row, /^reason$/i)?.value ?? ''
  const message = cellUnder(row, /^message$/i)?.value ?? ''
  const object = cellUnder(row, /^object$/i)?.value ?? ''
  if (type === 'Normal') return []
  const { fault, strength } = stateFault({
    text: `${reason}: ${message}`,
    about: object.split('/')[0] ?? '',
    mode: 'failed',
    ...(object === '' ? {} : { entity: object.split('/').at(-1) ?? object }),
  })
  const back = reason.endsWith('BackOff') && !/image/i.test(message) ? 0.1 : 0
  return [
    rowDraft(row, {
      sourceName,
      check: 'events',
      title: `${object === '' ? '' : `${object}: `}${reason}: ${message}`,
      score: 0.3 + Math.min(0.35, strength * 0.06) - back,
      fault,
      cells: [reason, message],
      details: [message],
    }),
  ]
}

const STATE_COLUMN =
  /^(?:status|state|health|phase|active|sub|condition|result|available|ready|conditions|synced|replica ?state)$/i

function stateOf(row: RowView, sourceName: string): DraftFinding[] {
  const seen = new Set<string>()
  return row.columns.flatMap((column, index) => {
    const value = row.cells[index] ?? ''
    if (!STATE_COLUMN.test(column) || value === '' || seen.has(value.toLowerCase())) return []
    seen.add(value.toLowerCase())
    const polarity = polarityOfCell(column, value, row)
    if (polarity !== 'bad' && polarity !== 'weak') return []
    const { fault, strength } = stateFault({
      text: dockerExit(value) ?? value,
      about: `${row.kind} ${column}`,
      mode: modeOfState(value),
      ...(row.name === '' ? {} : { entity: row.name }),
    })
    const score = (polarity === 'bad' ? 0.4 : 0.24) + Math.min(0.25, strength * 0.05)
    return [
      rowDraft(row, {
        sourceName,
        check: 'table-states',
        title: `${subject(row)}: ${column.toLowerCase()} is ${value}`,
        score,
        fault,
        cells: [value],
      }),
    ]
  })
}

function polarityOfCell(column: string, value: string, row: RowView): ReturnType<typeof statePolarity> {
  if (/^(?:True|False|Unknown)$/.test(value)) return value === 'True' ? 'good' : 'bad'
  if (/^Up\b/.test(value)) return /unhealthy|restarting|paused/i.test(value) ? 'bad' : 'good'
  if (/^Exited \((\d+)\)/.test(value)) return value.startsWith('Exited (0)') ? 'unknown' : 'bad'
  if (value.startsWith('Restarting')) return 'bad'
  // A unit that ran once and ended is `inactive (dead)` without harm, a socket waits by trade, and a session sleeps.
  if (row.kind === 'unit' && /^(?:inactive|dead|exited|waiting)$/.test(value)) return 'unknown'
  if (row.kind === 'socket' || /^(?:idle|sleeping|sleep|active)$/i.test(value)) return 'unknown'
  return column.toLowerCase() === 'ready' || column.toLowerCase() === 'available'
    ? /^\d/.test(value)
      ? 'unknown'
      : statePolarity(value)
    : statePolarity(value)
}

const dockerExit = (value: string) => {
  const code = /^Exited \((\d+)\)/.exec(value)?.[1]
  return code === undefined ? undefined : `exit code ${code}`
}

/** `READY 0/1`. */
function fractionOf(row: RowView, sourceName: string): DraftFinding[] {
  return row.columns.flatMap((column, index) => {
    const match = /^(\d{1,6})\/(\d{1,6})$/.exec(row.cells[index] ?? '')
    const [have, want] = [Number(match?.[1]), Number(match?.[2])]
    const isDone = /^(?:Completed|Succeeded)$/.test(cellUnder(row, /^status$/i)?.value ?? '')
    if (
      !match ||
      !(have < want) ||
      isDone ||
      !/ready|completions|replicas|available|up|nodes|shards|containers|members|desired|healthy/i.test(column)
    )
      return []
    const fault = plainFault(resourceOf(`${row.kind} ${column}`), 'unhealthy', {
      blames: 'resource',
      ...(row.name === '' ? {} : { entity: row.name }),
    })
    return [
      rowDraft(row, {
        sourceName,
        check: 'table-fractions',
        title: `${subject(row)}: ${have} of ${want} ${column.toLowerCase()}`,
        score: have === 0 ? 0.4 : 0.36,
        fault,
        cells: [match[0]],
      }),
    ]
  })
}

function restartsOf(row: RowView, sourceName: string): DraftFinding[] {
  const cell = cellUnder(row, /^restarts?$/i)
  const count = Number.parseInt(cell?.value ?? '', 10)
  if (!cell || !(count >= 3)) return []
  const fault = plainFault('container', 'restarting', {
    blames: 'resource',
    entity: row.name,
    magnitude: { value: count, unit: 'restarts' },
  })
  return [
    rowDraft(row, {
      sourceName,
      check: 'restarts',
      title: `${subject(row)} was restarted ${count} times`,
      score: Math.min(0.42, 0.26 + 0.03 * Math.log2(count)),
      fault,
      cells: [cell.value],
    }),
  ]
}

/** `Use% 97%`, `%CPU 98.7` and the like. */
function useOf(row: RowView, sourceName: string): DraftFinding[] {
  return row.columns.flatMap((column, index) => {
    const isShare =
      /^(?:i?use%|%use|cap(?:acity)?%?|%?(?:cpu|mem|memory)%?|(?:cpu|memory|mem|disk|heap)[ ._]?(?:percent|%)|%used|used%|disk\.percent|heap\.percent|ram\.percent)$/i.test(
        column,
      )
    const value = Number(/^(\d{1,3}(?:\.\d+)?)%?$/.exec(row.cells[index] ?? '')?.[1])
    // A read-only image or a snapshot is full by nature.
    if (
      !isShare ||
      !(value >= 90) ||
      value > 100 ||
      /^\/(?:snap|dev\/loop|sys|proc|mnt\/cdrom)/.test(row.name) ||
      /squashfs|iso9660|overlay ro/.test(row.cells.join(' '))
    )
      return []
    const resource = /iuse/i.test(column)
      ? 'inode'
      : /cpu/i.test(column)
        ? 'cpu'
        : /mem|ram/i.test(column)
          ? 'memory'
          : /heap/i.test(column)
            ? 'heap'
            : 'disk'
    const fault = plainFault(resource, 'exhausted', { blames: 'resource', entity: row.name, magnitude: { value, unit: '%' } })
    const everyday = resource === 'cpu' || resource === 'memory' ? 0.08 : 0
    return [
      rowDraft(row, {
        sourceName,
        check: 'table-limits',
        title: `${subject(row)}: ${column} is ${value}%`,
        score: (isFull(row) ? 0.76 : value >= 99 ? 0.62 : value >= 95 ? 0.54 : 0.42) - everyday,
        fault,
        cells: [row.cells[index] ?? ''],
      }),
    ]
  })
}

/**
 * A HorizontalPodAutoscaler that wants more pods than it may start: above its target with all of them running.
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ (ScalingLimited)
 */
function scalerOf(row: RowView, sourceName: string): DraftFinding[] {
  const [most, have] = [cellUnder(row, /^maxpods$/i)?.value, cellUnder(row, /^replicas$/i)?.value]
  const targets = cellUnder(row, /^targets$/i)?.value ?? ''
  const [, now, wanted] = /(\d{1,6})%\/(\d{1,6})%/.exec(targets) ?? []
  if (most === undefined || most !== have || now === undefined || Number(now) <= Number(wanted)) return []
  return [
    rowDraft(row, {
      sourceName,
      check: 'table-limits',
      title: `Autoscaler ${row.name} is at its maximum of ${most} pods and still at ${now}% of the load that it aims to keep at ${wanted}%`,
      score: 0.64,
      fault: plainFault('cpu', 'exhausted', {
        blames: 'configuration',
        entity: row.name,
        magnitude: { value: Number(now), unit: '%' },
      }),
      cells: [most, have],
    }),
  ]
}

const MUCH_LOSS = 2

/**
 * Packet loss of `mtr --report`. The rows are hops on one way: loss at a hop alone is a router that answers seldom, so only what the
 * last row shows counts; it is told where it begins by the reader of the table.
 * @see mtr(8)
 */
function lossOf(row: RowView, sourceName: string): DraftFinding[] {
  const cell = cellUnder(row, /^loss%$/i)?.value ?? ''
  const loss = Number.parseFloat(cell)
  if (!(loss >= MUCH_LOSS)) return []
  const host =
    row.cells
      .slice(
        0,
        row.columns.findIndex((column) => /^loss%$/i.test(column)),
      )
      .at(-1) ?? row.name
  return [
    rowDraft(row, {
      sourceName,
      check: 'table-loss',
      title: `${cell.replace(/%$/, '')}% of the packets to ${host} are lost`,
      score: Math.min(0.6, 0.4 + loss / 100),
      fault: plainFault('network', 'dropped', { blames: 'network', entity: host }),
      cells: [cell],
    }),
  ]
}

const MUCH_MEMORY = 50
const SEVERAL_CPUS = 150

/** A process of `top` or `ps` that has most of the memory or more than a whole CPU: who it is, beside what the machine suffers from. */
function processOf(row: RowView, sourceName: string): DraftFinding[] {
  const command = cellUnder(row, /^(?:command|cmd|process)$/i)?.value
  if (command === undefined || cellUnder(row, /^pid$/i) === undefined) return []
  return (
    [
      ['memory', /^%mem$/i, MUCH_MEMORY],
      ['cpu', /^%cpu$/i, SEVERAL_CPUS],
    ] as const
  ).flatMap(([resource, column, least]) => {
    const cell = cellUnder(row, column)?.value ?? ''
    if (!(Number(cell) >= least)) return []
    return [
      rowDraft(row, {
        sourceName,
        check: 'table-processes',
        title: `Process ${command} (PID ${cellUnder(row, /^pid$/i)?.value}) uses ${cell}% ${resource === 'cpu' ? 'CPU' : 'of the memory'}`,
        score: 0.4,
        fault: plainFault(resource, 'exhausted', {
          blames: 'caller',
          entity: command,
          magnitude: { value: Number(cell), unit: '%' },
        }),
        cells: [cell],
      }),
    ]
  })
}

/** Columns of used and limit side by side, and the `available` of `free`. */
function usedOf(row: RowView, sourceName: string): DraftFinding[] {
  const used = cellUnder(row, /^(?:used|usage|in use)$/i)
  const limit = cellUnder(row, /^(?:hard|limit|limits|max|capacity|quota)$/i)
  const total = cellUnder(row, /^total$/i)
  const available = cellUnder(row, /^available$/i)
  const memory = /^mem:?$/i.test(row.cells[0] ?? '') && total && available ? parseQuantity(available.value) : undefined
  const all = total ? parseQuantity(total.value) : undefined
  if (memory !== undefined && all && memory / all <= 0.1) {
    const fault = plainFault('memory', 'exhausted', {
      blames: 'resource',
      magnitude: { value: Math.round((100 * memory) / all), unit: '% available' },
    })
    return [
      rowDraft(row, {
        sourceName,
        check: 'table-limits',
        title: `Only ${share(memory / all)} of the memory is available (${available?.value} of ${total?.value})`,
        score: 0.45,
        fault,
        cells: [total?.value ?? '', available?.value ?? ''],
      }),
    ]
  }
  const [amount, most] = [used ? parseQuantity(used.value) : undefined, limit ? parseQuantity(limit.value) : undefined]
  if (amount === undefined || !most || amount / most < 0.9 || !used || !limit) return []
  const fault = plainFault(resourceOf(`${row.kind} ${row.name}`), 'exhausted', { entity: row.name })
  return [
    rowDraft(row, {
      sourceName,
      check: 'table-limits',
      title: `${subject(row)}: ${used.value} of ${limit.value} used`,
      score: amount >= most ? 0.6 : 0.44,
      fault,
      cells: [used.value, limit.value],
    }),
  ]
}

/** Work that waits: lag, messages without consumers, a full accept queue. */
function waitingOf(row: RowView, sourceName: string): DraftFinding[] {
  const lag = cellUnder(row, /^(?:lag|replication_lag|seconds_behind_\w+)$/i)
  const messages = cellUnder(row, /^messages(?:_ready)?$/i)
  const consumers = cellUnder(row, /^consumers$/i)
  const receiving = cellUnder(row, /^recv-q$/i)
  const sending = cellUnder(row, /^send-q$/i)
  const listens = /^LISTEN$/i.test(cellUnder(row, /^state$/i)?.value ?? '')
  const findings: DraftFinding[] = []
  const add = (title: string, score: number, resource: string, mode: string, cells: readonly string[]) =>
    findings.push(
      rowDraft(row, {
        sourceName,
        check: 'table-queues',
        title: `${subject(row)}: ${title}`,
        score,
        fault: plainFault(resource, mode, { blames: 'callee', entity: row.name }),
        cells,
      }),
    )
  if (lag && Number(lag.value) >= 1000)
    add(`lag is ${lag.value}`, Math.min(0.5, 0.3 + 0.04 * Math.log10(Number(lag.value))), 'broker', 'lagging', [lag.value])
  if (messages && consumers && Number(messages.value) > 0 && consumers.value === '0')
    add(`${messages.value} messages wait and nothing consumes them`, 0.62, 'queue', 'unserved', [messages.value, consumers.value])
  else if (messages && Number(messages.value) >= 10_000)
    add(`${messages.value} messages wait`, 0.4, 'queue', 'lagging', [messages.value])
  if (listens && receiving && sending && Number(receiving.value) > Number(sending.value) && Number(sending.value) > 0) {
    add(`the accept queue is full (${receiving.value} waiting, backlog ${sending.value})`, 0.64, 'connections', 'exhausted', [
      receiving.value,
      sending.value,
    ])
  }
  return findings
}

const subject = ({ kind, name }: RowView) =>
  [kind.charAt(0).toUpperCase() + kind.slice(1), name].filter((part) => part !== '').join(' ') || 'Row'

/** Not a block is left. */
const isFull = (row: RowView) => /^0[KMGB]?$/.test(cellUnder(row, /^(?:avail|available|iavail|ifree)$/i)?.value ?? '')
