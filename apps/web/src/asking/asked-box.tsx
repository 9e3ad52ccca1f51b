import { type AskedQuestion, choiceOf } from '@faultmaven/contracts'
import { CircleHelp } from 'lucide-react'
import { visibleText } from '@faultmaven/report'
import { type CaseAnswers, useAnswers } from './answers-context.ts'

type Props = {
  readonly asked: AskedQuestion
  /** Whether a newer turn ended the waiting: then what was said can only be taken back. */
  readonly closed: boolean
}

/** The one thing that only the user can tell, why it is asked, and what the answer changed. Its room for that is always kept. */
export function AskedBox({ asked, closed }: Props) {
  const answers = useAnswers()
  const { turnId, text, why, choices, said } = asked
  return (
    <fieldset data-asked className="min-w-0 rounded border border-line bg-panel px-2 pb-2 wrap-anywhere">
      <legend className="flex items-center gap-1 px-1 text-xs text-mut">
        <CircleHelp size={13} aria-hidden />
        What only you can tell
      </legend>
      <p className="font-semibold">{visibleText(text)}</p>
      <p className="mb-1.5 text-mut">{visibleText(why)}</p>
      <div className="flex flex-wrap gap-1.5">
        {choices.map(({ value, label }) => {
          const isSaid = said?.value === value
          return (
            <button
              key={value}
              type="button"
              aria-pressed={isSaid}
              disabled={!answers || (closed && !isSaid)}
              title={isSaid ? 'Take this answer back' : undefined}
              onClick={() => answers?.answer(turnId, isSaid ? undefined : value)}
              className={`min-h-7 rounded border px-2 py-1 text-left disabled:opacity-50 ${isSaid ? 'border-acc bg-hit' : 'border-edge/60 hover:border-acc'}`}
            >
              {visibleText(label)}
            </button>
          )
        })}
      </div>
      <output className={`mt-1.5 block min-h-10 text-xs ${answers?.failure === undefined ? 'text-mut' : 'text-err'}`}>
        {sentence(asked, closed, answers)}
      </output>
    </fieldset>
  )
}

function sentence(asked: AskedQuestion, closed: boolean, answers: CaseAnswers | undefined): string {
  if (answers?.failure !== undefined) return `Your answer was not taken: ${answers.failure}. Say it again`
  const choice = choiceOf(asked)
  if (!choice && closed) return 'Not answered; a newer turn has begun'
  if (!choice) return 'You need not answer: what stands here stands without it'
  const effect = asked.effect === undefined ? 'The causes are ranked again…' : visibleText(asked.effect)
  return `You said “${visibleText(choice.label)}”, which is no evidence. ${effect}`
}
