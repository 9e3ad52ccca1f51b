import { isInstruction } from '@faultmaven/diagnosis'
import { quoted } from '../plain-text.ts'
import type { References } from '../references.ts'

const MAX_SHOWN = 300
const LEFT_OUT = '(text that tries to instruct a reader; left out)'

type Line = {
  readonly sourceId: string
  readonly line: number
  readonly text: string
  readonly time?: string | undefined
  readonly severity?: string | undefined
}

/** `A2:117 2026-11-03T03:11:07Z error "…"`: the reference by which the line can be cited, and its text as data. */
export function showLine({ sourceId, line, text, time, severity }: Line, references: References): string {
  const head = [`${references.aliasOf(sourceId) ?? '?'}:${line}`, time, severity].filter((part) => part !== undefined)
  return `${head.join(' ')} ${isInstruction(text) ? LEFT_OUT : quoted(text, MAX_SHOWN)}`
}

/** A text of the evidence that stands for many records. */
export function showText(text: string): string {
  return isInstruction(text) ? LEFT_OUT : quoted(text, MAX_SHOWN)
}
