import { LIVE_QUERIES, type LiveQuery, type LiveSourceKind } from '@faultmaven/contracts'
import * as z from 'zod/mini'
import { type Tool, tool, type ToolContext } from '../tool.ts'
import { showLine, showText } from './show-line.ts'

const MAX_FINDINGS = 8
const MAX_LINES = 200

const DESCRIPTIONS: Readonly<Record<LiveSourceKind, string>> = {
  prometheus: 'Asks a Prometheus: instant and range queries in PromQL, series that match, names and values of labels.',
  loki: 'Asks a Loki in LogQL for lines of logs, or for series that count them.',
  elasticsearch: 'Searches documents of an Elasticsearch or OpenSearch by words and time.',
  kubernetes: 'Reads a Kubernetes cluster: lists and single objects, events, logs of pods. Never secrets.',
  mcp: 'Calls a tool of an MCP server that the operator allowed; mcp.tools tells what they are for and what they take.',
}

/** The tool of one kind of live source: its reply becomes a source that can be cited by line like the others. */
function queryTool(kind: LiveSourceKind): Tool {
  const query: z.ZodMiniType<LiveQuery> = LIVE_QUERIES[kind]
  return tool({
    name: `query_${kind}`,
    description: `${DESCRIPTIONS[kind]} Without from and to: the last hour. The reply becomes a source, A7, to be cited by its lines.`,
    parameters: z.object({ source: z.string().check(z.maxLength(100)), query }),
    run: (input, context) => ask(input.source, input.query, context),
  })
}

const TOOLS = {
  prometheus: queryTool('prometheus'),
  loki: queryTool('loki'),
  elasticsearch: queryTool('elasticsearch'),
  kubernetes: queryTool('kubernetes'),
  mcp: queryTool('mcp'),
} as const satisfies Record<LiveSourceKind, Tool>

/** One tool for each kind that is attached. */
export function liveTools(kinds: readonly LiveSourceKind[]): readonly Tool[] {
  return [...new Set(kinds)].map((kind) => TOOLS[kind])
}

async function ask(
  source: string,
  query: LiveQuery,
  { live, dataProcessing, context, caseId, references }: ToolContext,
): Promise<string[]> {
  if (!live) return ['No live source is attached']
  const reply = await live.query(source, query, context)
  if (reply.outcome === 'failed') return [`It could not be asked: ${reply.why}`, ...(reply.said ? [showText(reply.said)] : [])]
  const ids = new Set(reply.sources.map(({ id }) => id))
  const { findings } = await dataProcessing.listFindings({ caseId }, context)
  references.add(
    reply.sources,
    findings.filter(({ sourceId }) => ids.has(sourceId)),
  )
  const found = references.findings.filter(({ finding }) => ids.has(finding.sourceId)).slice(0, MAX_FINDINGS)
  const shown = await Promise.all(
    reply.sources.map(async ({ id, kind, state, problem }) => {
      const { totalLines, lines } = await dataProcessing.readLines({ caseId, sourceId: id, from: 1, count: MAX_LINES }, context)
      const whole = state === 'ready' ? 'in all' : `and not all (${problem?.detail ?? state})`
      const head = `${references.aliasOf(id) ?? 'It could not be read:'} ${kind}, ${totalLines} lines ${whole}:`
      return [head, ...lines.map((line) => showLine({ ...line, sourceId: id }, references))]
    }),
  )
  return [...found.map(({ alias, finding }) => `${alias} ${showText(finding.title)}`), ...shown.flat()]
}
