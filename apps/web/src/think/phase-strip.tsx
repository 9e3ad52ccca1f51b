import type { Phase } from '@faultmaven/contracts'
import { Check, Circle, LoaderCircle } from 'lucide-react'

const PHASES: readonly { readonly phase: Phase; readonly label: string }[] = [
  { phase: 'define-blast-radius', label: 'Blast radius' },
  { phase: 'establish-timeline', label: 'Timeline' },
  { phase: 'formulate-hypotheses', label: 'Hypotheses' },
  { phase: 'validate-hypotheses', label: 'Validation' },
  { phase: 'propose-solution', label: 'Solution' },
]

type Props = { readonly phases: Readonly<Record<string, string>>; readonly running: boolean }

/** The five phases: done, running or to come, said by mark and word. `phases` maps a phase to `running` or its result. */
export function PhaseStrip({ phases, running }: Props) {
  return (
    <ol aria-label="Phases of the investigation" className="flex flex-wrap gap-1">
      {PHASES.map(({ phase, label }) => {
        const told = phases[phase]
        const state = told === undefined ? 'to come' : told === 'running' ? 'running' : 'done'
        const ink = {
          done: 'border-line text-fg',
          running: 'border-acc text-acc',
          'to come': 'border-line border-dashed text-mut',
        }[state]
        return (
          <li
            key={phase}
            aria-current={state === 'running' ? 'step' : undefined}
            title={told === 'done' || told === 'running' ? undefined : told}
            className={`inline-flex items-center gap-1 rounded-full border px-2 text-xs ${ink}`}
          >
            <span className="grid size-3 place-items-center">
              {state === 'done' && <Check size={11} aria-hidden />}
              {state === 'to come' && <Circle size={9} aria-hidden />}
              {state === 'running' && <LoaderCircle size={11} aria-hidden className="motion-safe:animate-spin" />}
            </span>
            {label}
            <span className="sr-only">, {!running && state === 'to come' ? 'not needed' : state}</span>
          </li>
        )
      })}
    </ol>
  )
}
