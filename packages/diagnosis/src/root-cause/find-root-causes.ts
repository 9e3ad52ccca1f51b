import type { Evidence, EvidenceKind } from './evidence.ts'
import { gatherEvidence, prepare, selectTraces, type Prepared, type TraceSelection } from './gather-evidence.ts'
import { roundWindow, type RootCauseInput, type TimeWindow } from './input.ts'
import { proposeWindows } from './propose-windows.ts'
import { walkFromSuspects } from './suspect-walk.ts'
import { rankEvidence, type RootCause } from './rank-evidence.ts'

/** What would be said without one kind of the first candidate's evidence. */
export type Counterfactual = {
  readonly without: EvidenceKind
  /** Its rank then, from 1; missing when nothing would speak for it any more. */
  readonly rank?: number
  /** Who would stand first then. */
  readonly first?: string
}

export type RootCauseReport = {
  /** `quiet`: nothing in the window is beyond what ordinary time shows too; candidates are then no more than where to look first. */
  readonly verdict: 'incident' | 'quiet'
  /** The window asked for, or the one that was found. */
  readonly window?: TimeWindow
  /** Best first, at most ten. */
  readonly candidates: readonly RootCause[]
  readonly counterfactuals: readonly Counterfactual[]
  /** Entities without evidence of their own that the candidates call or are called by: where to look next, at most five. */
  readonly lookNext: readonly string[]
}

const MOST_CANDIDATES = 10
const MOST_NEIGHBOURS = 5
/** How fast interest in an incident falls with its age; between 0.5 and 2 the kit's answers hardly differ. */
const AGEING = 1.5
/**
 * Nats from which on it is an incident, for the first candidate and for what users can notice, in traces and in metrics. A symptom that
 * somebody told of leaves little doubt that there is one (-ln 0.4 and 0.5); without it chance must be out of question: one ordinary
 * window in twenty may show as much, of the symptom where requests come in one in ten. Traces are those requests: they need only show something.
 */
const LEAST = {
  told: { score: 1, traced: 0.7, entry: 0.7, inner: 0.7 },
  untold: { score: 3, traced: 0.7, entry: 2.3, inner: 3 },
}
/** Samples by which people may have noticed later than it began, tried beside the window they gave where traces show it more finely. */
const LEADS = [0.5, 1]
/** -ln of how often that is so: in one of seven. */
const LEAD_PRICE = 2
/** Samples by which an edge of a window that was found is moved. */
const MOVES = [-2, -1, 1, 2]
/** Nats for each of them. */
const MOVE_PRICE = 0.5
const RESOURCES: ReadonlySet<EvidenceKind> = new Set(['cpu', 'memory', 'disk', 'network', 'change'])
const SERVICE: ReadonlySet<string> = new Set(['latency', 'errors', 'availability'])

/**
 * Finds which entity of a system is the cause of an incident, from metrics, spans, logs and changes together.
 *
 * Every observation is judged by the same observation in ordinary time (windows of the baseline, shuffled traces), corrected for how many
 * were looked at, and weighed by the part of the damage that began at its entity. What callers show because of whom they call is taken
 * away from them. No weights are fitted to the kinds of evidence; what is set by hand (caps, floors, the ageing of windows) are the
 * constants of this folder.
 * A window that was given may have begun a little earlier, before anybody noticed: that is tried where there are traces, at a price.
 * Without a window, stretches that stand out are tried and the edges of the best are moved; a recent one is preferred, and the verdict asks for more
 * where many were tried: untold, from the eighth on.
 */
export function findRootCauses(input: RootCauseInput): RootCauseReport {
  const prepared = prepare(input)
  const windows = input.window ? [] : proposeWindows(input, prepared.grid, prepared.forest)
  const looks = input.window
    ? lookBefore(prepared, roundWindow(input.window))
    : windows.map((window) => look(prepared, window, { price: priceOfAge(prepared, window) }))
  const found = bestOf(looks)
  if (!found) return { verdict: 'quiet', candidates: [], counterfactuals: [], lookNext: [] }
  // What chance shows is known of windows as they are proposed: moved edges say who, not whether.
  const isIncident =
    found.worth >= Math.max(leastOf(input).score, LEAST.told.score + Math.log(Math.max(1, windows.length))) &&
    showsSymptom(found.evidence, prepared)
  const best = input.window ? found : moveEdges(prepared, found)
  return {
    verdict: isIncident ? 'incident' : 'quiet',
    window: best.window,
    candidates: best.ranking.slice(0, MOST_CANDIDATES),
    counterfactuals: imagineWithout(best.evidence, best.ranking, prepared),
    lookNext: neighboursOf(best.ranking, prepared),
  }
}

type Look = {
  readonly window: TimeWindow
  readonly evidence: readonly Evidence[]
  readonly ranking: readonly RootCause[]
  /** The best score but for changes, and less the price of a lead. */
  readonly worth: number
  readonly price: number
}

/** Looks at a window as it was given, and as it would be had it begun a little earlier. */
function lookBefore(prepared: Prepared, window: TimeWindow): Look[] {
  const traces = selectTraces(prepared, window)
  const leads = traces.forest.nodes.length === 0 ? [] : LEADS
  return [0, ...leads].map((lead) => look(prepared, window, { lead: lead * prepared.grid.step, traces }))
}

function bestOf(looks: readonly Look[]): Look | undefined {
  return looks.toSorted((a, b) => b.worth - b.price - (a.worth - a.price))[0]
}

/** A window proposed for what is loud in it may begin late or end early: each of its edges is moved to where the window explains clearly more. */
function moveEdges(prepared: Prepared, first: Look): Look {
  const { grid } = prepared
  const { step } = grid
  let best = first
  let moves = 0
  // Without metrics there are no samples.
  if (grid.times.length === 0) return first
  for (const edge of ['start', 'end'] as const) {
    const moved = MOVES.flatMap((rows) => {
      const window = roundWindow({ ...best.window, [edge]: best.window[edge] + rows * step })
      const price = first.price + MOVE_PRICE * (moves + Math.abs(rows))
      return window.end - window.start < step ? [] : [look(prepared, window, { price })]
    })
    const found = bestOf([best, ...moved]) ?? best
    moves += Math.abs(Math.round((found.window[edge] - best.window[edge]) / step))
    best = found
  }
  return best
}

type LookOptions = { readonly price?: number; readonly lead?: number; readonly traces?: TraceSelection }

function look(prepared: Prepared, window: TimeWindow, { price = 0, lead = 0, traces }: LookOptions): Look {
  const evidence = gatherEvidence(prepared, window, { lead, ...(traces ? { traces } : {}) })
  const ranking = rankEvidence(evidence, prepared)
  // A change says who, never that something is wrong.
  const scores = ranking.map(({ score, evidence: own }) => score - (own.find(({ kind }) => kind === 'change')?.nats ?? 0))
  const worth = scores.reduce((most, score) => Math.max(most, score), 0) - (lead > 0 ? LEAD_PRICE : 0)
  return { window, evidence, ranking, worth, price }
}

/**
 * -ln of how likely people ask about an incident of that age, in windows of its length: mostly about what has just happened, and yet
 * about what is long past where nothing else stands out.
 */
function priceOfAge({ grid, forest }: Prepared, { start, end }: TimeWindow): number {
  const last = forest.starts.reduce((most, time) => Math.max(most, time), grid.times.at(-1) ?? 0)
  return AGEING * Math.log1p(Math.max(0, last - end) / Math.max(1, end - start, 3 * grid.step))
}

/**
 * Where anything was measured that users notice, some of it must be affected: traces, which are their requests, or the metrics of an
 * entity that nobody is known to call. The metrics of one that is called by others must leave their range much further.
 */
function showsSymptom(evidence: readonly Evidence[], { input, grid, forest, graph }: Prepared): boolean {
  const service = grid.series.filter(({ meaning }) => SERVICE.has(meaning))
  if (forest.nodes.length === 0 && service.length === 0) return true
  const least = leastOf(input)
  const entries = new Set(service.map(({ entity }) => entity).filter((entity) => graph.callersOf(entity).size === 0))
  return evidence.some(({ entity, kind, nats, alone }) => {
    if (RESOURCES.has(kind)) return false
    if (!SERVICE.has(kind)) return nats >= least.traced
    return nats >= least.inner || (entries.has(entity) && alone - Math.log(entries.size) >= least.entry)
  })
}

const leastOf = ({ symptom }: RootCauseInput) => (symptom ? LEAST.told : LEAST.untold)

function neighboursOf(ranking: readonly RootCause[], { graph }: Prepared): string[] {
  const suspects = new Map(ranking.map(({ entity, score }) => [entity, score]))
  return [...walkFromSuspects(suspects, graph)]
    .filter(([entity]) => !suspects.has(entity) && graph.isInstrumented(entity))
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_NEIGHBOURS)
    .map(([entity]) => entity)
}

function imagineWithout(evidence: readonly Evidence[], ranking: readonly RootCause[], prepared: Prepared): Counterfactual[] {
  const [first] = ranking
  if (!first) return []
  return first.evidence.map(({ kind }) => {
    const rest = evidence.filter((entry) => entry.entity !== first.entity || entry.kind !== kind)
    const other = rankEvidence(rest, prepared)
    const rank = other.findIndex(({ entity }) => entity === first.entity) + 1
    return { without: kind, ...(rank > 0 ? { rank } : {}), ...(other[0] ? { first: other[0].entity } : {}) }
  })
}
