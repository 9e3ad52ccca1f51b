import { clip } from '../composition/clip.ts'
import type { FaultReading } from '../grammar/read-fault.ts'
import { readStack } from '../grammar/stack-trace.ts'
import type { Message } from './message.ts'

const NUMBER =
  /(?<![\w.-])(\d{1,12}(?:\.\d{1,6})?) ?(ms|s|secs?|seconds|minutes|%|[KMGT]i?B|bytes|connections|requests|messages)\b/g
const MAX_DETAILS = 6

/** Numbers and neighbours of a message that explain it: details a log adds, frames, what varies between its instances. */
export function detailsOf(message: Message, reading: FaultReading | undefined): string[] {
  const stack = readStack(message.continuation)
  const details = [
    message.sameThing === undefined ? '' : `always the same one (${message.sameThing}), tried again and again`,
    ...message.continuation
      .filter((line) => isDetail(line))
      .slice(0, 2)
      .map((line) => clip(line, 160)),
    stack.loop.length > 1 ? `recursion through ${stack.loop.slice(0, 3).join(', ')}` : '',
    stack.loop.length <= 1 && stack.frames.length > 0 ? `in ${stack.frames.slice(0, 3).join(', ')}` : '',
    exceptionOf(stack.cause),
    message.values.length > 0 ? clip(message.values.join(', '), 140) : '',
    ...ranges(message.instances),
    message.before !== undefined && (reading?.mode === 'slow' || message.isTool === true)
      ? `right after “${clip(message.before, 100)}”`
      : '',
    varying(message, reading),
  ]
  return details.filter((detail) => detail !== '').slice(0, MAX_DETAILS)
}

/** The package of an exception tells whose library, and so which service, refused: its words alone seldom do. */
function exceptionOf(cause: string | undefined): string {
  const name = /^([A-Za-z_]\w{0,60}(?:\.\w{1,80}){1,8}(?:Error|Exception|Failure))\b/.exec(cause ?? '')?.[1]
  return name === undefined || /^(?:java|javax|jdk|sun|builtins|System)\./.test(name) ? '' : `raised as ${name}`
}

function isDetail(line: string): boolean {
  return /^\s*(?:detail|reason|cause|message)\b\s?:/i.test(line)
}

/** Smallest and largest of the numbers with a unit that differ between the instances. */
function ranges(instances: readonly string[]): string[] {
  if (instances.length < 3) return []
  const columns: { unit: string; values: number[] }[] = []
  for (const instance of instances) {
    for (const [index, match] of [...instance.matchAll(NUMBER)].slice(0, 4).entries()) {
      columns[index] ??= { unit: match[2] ?? '', values: [] }
      columns[index].values.push(Number(match[1]))
    }
  }
  return columns
    .map(({ unit, values }) => ({ unit, low: Math.min(...values), high: Math.max(...values), seen: values.length }))
    .filter(({ low, high, seen }) => seen > 2 && low !== high)
    .slice(0, 2)
    .map(({ unit, low, high }) => `${low} to ${high} ${unit}`)
}

/** Addresses that the instances name in turn: who is behind a repeated message. */
function varying(message: Message, reading: FaultReading | undefined): string {
  if (message.instances.length < 3 || reading === undefined) return ''
  const counts = new Map<string, number>()
  for (const instance of message.instances) {
    for (const [address] of instance.matchAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g)) counts.set(address, (counts.get(address) ?? 0) + 1)
  }
  const top = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([address]) => address)
  return top.length > 0 ? `addresses such as ${top.join(', ')}` : ''
}
