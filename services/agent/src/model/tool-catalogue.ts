import type { ModelTool, ModelToolCall } from '@faultmaven/contracts'
import { toProblemError } from '@faultmaven/rpc'
import { countTokens } from './count-tokens.ts'
import { jsonSchemaOf } from './proposal-schema.ts'
import type { Tool, ToolContext } from './tool.ts'
import { compareWindows } from './tools/compare-windows.ts'
import { countRecords } from './tools/count-records.ts'
import { divideRecords } from './tools/divide-records.ts'
import { querySeries } from './tools/query-series.ts'
import { liveTools } from './tools/query-live.ts'
import { readLines } from './tools/read-lines.ts'
import { readSetting } from './tools/read-setting.ts'
import { readSpan } from './tools/read-span.ts'
import { knowledgeTools } from './tools/search-knowledge.ts'
import { searchEvidence } from './tools/search-evidence.ts'

export type ToolCatalogue = {
  readonly described: readonly ModelTool[]
  /**
   * Never throws but for the end of the turn: what goes wrong is the result.
   * @param timeoutMs longest that it may take
   */
  run(call: ModelToolCall, timeoutMs: number): Promise<string>
}

/** The tools of one turn. A result takes at most `resultTokens`; what is cut is said. */
export function createToolCatalogue(context: ToolContext, { resultTokens }: { readonly resultTokens: number }): ToolCatalogue {
  const tools = [
    searchEvidence,
    readLines,
    countRecords,
    divideRecords,
    compareWindows,
    querySeries,
    readSpan,
    readSetting,
    ...knowledgeTools(context),
    ...liveTools(context.live?.sources.map(({ kind }) => kind) ?? []),
  ]
  const described = describeTools(tools)

  async function run(call: ModelToolCall, timeoutMs: number): Promise<string> {
    const found = tools.find(({ name }) => name === call.name)
    if (!found) return `There is no tool "${call.name.slice(0, 60)}". There are: ${tools.map(({ name }) => name).join(', ')}`
    const input = found.parameters.safeParse(parseArguments(call.arguments))
    if (!input.success) {
      const issues = input.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`)
      return `The arguments of ${found.name} are not valid. ${issues.join('; ')}`
    }
    try {
      const deadlineMs = Math.min(context.context.deadlineMs ?? Infinity, Date.now() + timeoutMs)
      return cut(await found.run(input.data, { ...context, context: { ...context.context, deadlineMs } }), resultTokens)
    } catch (error) {
      context.context.signal?.throwIfAborted()
      return `${found.name} could not answer: ${toProblemError(error).code}`
    }
  }

  return { described, run }
}

/** Tools as a model is told of them. */
export function describeTools(tools: readonly Tool[]): readonly ModelTool[] {
  return tools.map(({ name, description, parameters }) => ({ name, description, parameters: jsonSchemaOf(parameters) }))
}

function parseArguments(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text)
  } catch {
    return undefined
  }
}

function cut(lines: readonly string[], tokens: number): string {
  const shown: string[] = []
  let room = tokens
  for (const line of lines) {
    room -= countTokens(line) + 1
    if (room < 0) break
    shown.push(line)
  }
  const left = lines.length - shown.length
  return [...shown, ...(left > 0 ? [`(${left} more lines not shown: ask for less)`] : [])].join('\n')
}
