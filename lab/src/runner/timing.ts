import { readdirSync, readFileSync } from 'node:fs'
import type { Timing } from './job.ts'

type Phase = Exclude<keyof Timing, 'processor'>

export interface Watch {
  /** Ends the phase before and begins this one. */
  readonly begin: (phase: Phase) => void
  readonly ended: () => Timing
}

/** A stop watch over the phases of a recording; one left out took no time. */
export function createWatch(): Watch {
  const spent = { start: 0, warm: 0, observe: 0, collect: 0 }
  let phase: Phase = 'start'
  let since = Date.now()
  const begin = (next: Phase): void => {
    spent[phase] += (Date.now() - since) / 1000
    phase = next
    since = Date.now()
  }
  return {
    begin,
    ended: () => {
      begin(phase)
      return { ...spent, processor: processorSeconds() }
    },
  }
}

/** Processor time of every process of the sandbox, those that ended and were waited for included. */
function processorSeconds(): number {
  const ticks = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/.*\) /s, '').split(' ').slice(11, 15)
        return fields.reduce((sum, field) => sum + Number(field), 0)
      } catch {
        return 0
      }
    })
  return ticks.reduce((sum, value) => sum + value, 0) / 100
}
