import type { DraftFinding } from '../draft.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { plainFault } from './structure-draft.ts'

type Timeout = TextLine & { readonly name: string; readonly value: string; readonly section: string }

const TIMEOUT = /^\s*(timeout [a-z-]{3,30})\s+(\d{1,9})(us|ms|s|m|h|d)?\s*(?:#.*)?$/
const SECTION = /^(global|defaults|frontend|backend|listen)\b\s*(\S{0,100})/
/** No back end is meant to answer in less: such a number without a unit was meant in seconds. */
const TOO_SHORT_MS = 250

/** The name of the setting says that it counts milliseconds, and the value reads like seconds. */
const IN_MILLISECONDS =
  /^\s*["']?([A-Za-z][\w.-]{0,60}(?:time-?out|deadline)[\w.-]{0,20}?(?:[._-]?ms|[._-]?milli(?:second)?s))["']?\s*[=:]\s*["']?(\d{1,3})["']?,?\s*(?:#.*)?$/i
const AS_SECONDS = 100

/** `request.timeout.ms=30`: no network call is done in so little. */
export function examineMilliseconds(lines: readonly string[], sourceName: string): DraftFinding[] {
  return lines.slice(0, 20_000).flatMap((text, index) => {
    const [, name = '', value = ''] = IN_MILLISECONDS.exec(text.slice(0, 300)) ?? []
    if (name === '' || Number(value) === 0 || Number(value) > AS_SECONDS) return []
    return [
      lineDraft({
        sourceName,
        kind: 'state',
        check: 'settings',
        title: `${name} is ${value}: that is ${value} ms, not seconds, so calls are given up almost at once`,
        score: 0.66,
        proofs: [{ text, line: index + 1 }],
        entities: [name],
        fault: plainFault('timeout', 'invalid', { entity: name, cause: `${name} ${value} milliseconds` }),
      }),
    ]
  })
}

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
        fault: plainFault('timeout', 'invalid', {
          entity: timeout.section.split(' ').at(-1) ?? timeout.section,
          cause: `${timeout.name} ${timeout.value} means ${timeout.value} milliseconds`,
          magnitude: { value: Number(timeout.value), unit: 'ms' },
        }),
        details: [usual ? `elsewhere it is ${usual.name} ${usual.value}` : ''],
      })
    })
}
