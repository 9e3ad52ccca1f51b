import type { LiveDesk } from '../live/live-desk.ts'
import { countTokens } from './count-tokens.ts'
import { describeTools } from './tool-catalogue.ts'
import { liveTools } from './tools/query-live.ts'

/** What runs now and can be asked, and when that is. */
export type LiveNow = { readonly desk: LiveDesk; readonly now: string }
/** What of a model's window is left for the talk, and with what. */
type Fitted = { readonly live: LiveNow | undefined; readonly contextTokens: number; readonly notes: readonly string[] }

/** Tools that may be called and indices are named up to here: an MCP server tells all of its own. */
const MAX_NAMED = 12
const MAX_SOURCES = 20
const TOO_SMALL = 'The model reads too little at once to ask live sources'

/** Takes the tools of live sources out of the window, which they share with the talk; without them where too little would be left. */
export function fitLive(live: LiveNow | undefined, contextTokens: number, minTokens: number): Fitted {
  if (!live) return { live, contextTokens, notes: [] }
  const described = describeTools(liveTools(live.desk.sources.map(({ kind }) => kind)))
  const left = contextTokens - countTokens(JSON.stringify(described) + liveTask(live))
  return left < minTokens ? { live: undefined, contextTokens, notes: [TOO_SMALL] } : { live, contextTokens: left, notes: [] }
}

/** Names come from the operator: they are ours. */
export function liveTask({ desk, now }: LiveNow): string {
  const named = desk.sources.slice(0, MAX_SOURCES).map(({ name, kind, indices, tools }) => {
    const allowed = [...(indices ?? []), ...(tools ?? [])].slice(0, MAX_NAMED)
    return `${name} (tool query_${kind}${allowed.length > 0 ? `; ${allowed.join(', ')}` : ''})`
  })
  return `Now is ${now}. Systems that run now can be asked: ${named.join('; ')}. Ask them first where the sources do not answer the question; cite their replies like the other sources.`
}
