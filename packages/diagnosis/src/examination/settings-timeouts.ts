import type { DraftFinding } from '../draft.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { plainFault } from './structure-draft.ts'

type Timeout = TextLine & { readonly name: string; readonly value: string; readonly section: string }

const TIMEOUT = /^\s*(timeout [a-z-]{3,30})\s+(\d{1,9})(us|ms|s|m|h|d)?\s*(?:#.*)?$/
const SECTION = /^(global|defaults|frontend|backend|listen)\b\s*(\S{0,100})/
/** No back end is meant to answer in less: such a number without a unit was meant in seconds. */
const TOO_SHORT_MS = 250

/**
 * HAProxy time-outs without a unit count milliseconds, while the others of the file have one: `timeout server 30` gives up after 30 ms.
 * @see https://docs.haproxy.org/3.0/configuration.html#2.5 ("If the unit is omitted, the value is in milliseconds")
 */
export function examineTimeouts(lines: readonly string[], sourceName: string): DraftFinding[] {
  let section = ''
  const found: Timeout[] = []
  for (const [index, text] of lines.slice(0, 20_000).entries()) {
    const opens = SECTION.exec(text)
    if (opens) section = `${opens[1]} ${opens[2]}`.trim()
    const [, name = '', value = '', unit] = TIMEOUT.exec(text.slice(0, 300)) ?? []
    if (name !== '' && section !== '') found.push({ text, line: index + 1, name, value: `${value}${unit ?? ''}`, section })
  }
  const withUnit = found.filter(({ value }) => /\D$/.test(value))
  return found
    .filter(({ value }) => /^\d+$/.test(value) && Number(value) > 0 && Number(value) < TOO_SHORT_MS && withUnit.length > 0)
    .map((timeout) => {
      const usual = withUnit.find(({ name, section: other }) => name === timeout.name && other !== timeout.section)
      return lineDraft({
        sourceName,
        kind: 'state',
        check: 'settings',
        title: `“${timeout.name} ${timeout.value}” in ${timeout.section} has no unit, so it means ${timeout.value} ms, not seconds: what takes longer is cut off`,
        score: 0.74,
        proofs: [timeout, ...(usual ? [usual] : [])],
        entities: [timeout.section.split(' ').at(-1) ?? ''],
        fault: plainFault('config', 'invalid', {
          entity: timeout.section.split(' ').at(-1) ?? timeout.section,
          cause: `${timeout.name} ${timeout.value} means ${timeout.value} milliseconds`,
          magnitude: { value: Number(timeout.value), unit: 'ms' },
        }),
        details: [usual ? `elsewhere it is ${usual.name} ${usual.value}` : ''],
      })
    })
}
