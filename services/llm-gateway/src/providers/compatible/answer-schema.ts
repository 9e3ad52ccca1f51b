import * as z from 'zod/mini'
import type { AnswerEnd } from '../provider.ts'

const Nullish = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema))

const Usage = Nullish(z.object({ prompt_tokens: Nullish(z.number()), completion_tokens: Nullish(z.number()) }))
const Call = z.object({ id: Nullish(z.string()), function: z.object({ name: z.string(), arguments: z.string() }) })
const CallDelta = z.object({
  index: Nullish(z.int().check(z.gte(0))),
  id: Nullish(z.string()),
  function: Nullish(z.object({ name: Nullish(z.string()), arguments: Nullish(z.string()) })),
})

export const Completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: Nullish(z.string()), tool_calls: Nullish(z.array(Call)) }),
        finish_reason: z.string(),
      }),
    )
    .check(z.minLength(1)),
  usage: Usage,
})

export const Chunk = z.object({
  choices: z.array(
    z.object({
      delta: Nullish(
        z.object({
          content: Nullish(z.string()),
          reasoning: Nullish(z.unknown()),
          reasoning_content: Nullish(z.unknown()),
          tool_calls: Nullish(z.array(CallDelta)),
        }),
      ),
      finish_reason: Nullish(z.string()),
    }),
  ),
  usage: Usage,
})
export type Chunk = z.infer<typeof Chunk>

export const Embeddings = z.object({
  data: z.array(z.object({ index: Nullish(z.number()), embedding: z.array(z.number()) })),
  usage: Usage,
})

/** Why it stopped, in our words. A reason that nobody knows is an end all the same. */
export function toReason(reason: string): AnswerEnd['reason'] {
  if (reason === 'length') return 'length'
  if (reason === 'content_filter') return 'refused'
  return reason === 'tool_calls' || reason === 'function_call' ? 'tool-calls' : 'stop'
}

export function toTokens(usage: z.infer<typeof Usage>): Pick<AnswerEnd, 'inputTokens' | 'outputTokens'> {
  return { inputTokens: usage?.prompt_tokens ?? undefined, outputTokens: usage?.completion_tokens ?? undefined }
}
