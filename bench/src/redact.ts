import { createInterface } from 'node:readline'
import { createDetection, createStreamRestorer, type Token } from '@faultmaven/redaction'

/** `redact`: JSONL `{id,text}` on standard input, `{id,spans}` on standard output. Every record is taken as something a person wrote, the hardest case for log lines. */
export async function redactRecords(): Promise<void> {
  const detect = createDetection({ timeoutMs: 60_000 })
  await mapLines((line) => {
    const { id, text } = line as { readonly id: string; readonly text: string }
    return { id, spans: detect(text, { prose: true }) }
  })
}

type CutStream = { readonly id: string; readonly tokens: readonly Token[]; readonly chunks: readonly string[] }

/** `restore`: JSONL `{id,tokens,chunks}` on standard input, `{id,out}` on standard output. */
export async function restoreStreams(): Promise<void> {
  await mapLines((line) => {
    const { id, tokens, chunks } = line as CutStream
    const { push, end } = createStreamRestorer(tokens)
    return { id, out: [...chunks.map(push), end()] }
  })
}

async function mapLines(answer: (line: unknown) => unknown): Promise<void> {
  const answers: string[] = []
  for await (const line of createInterface({ input: process.stdin }))
    if (line !== '') answers.push(JSON.stringify(answer(JSON.parse(line))))
  process.stdout.write(`${answers.join('\n')}\n`)
}
