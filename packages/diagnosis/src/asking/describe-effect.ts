import type { Hypothesis, ProblemGroup } from '@faultmaven/contracts'
import { clip } from '../composition/clip.ts'

/** What an answer changed on the board, in one sentence: who leads now and how the confidences moved. */
export function describeEffect(before: readonly ProblemGroup[], after: readonly ProblemGroup[]): string {
  const [was, is] = [before, after].map((problems) => problems.flatMap(({ hypotheses }) => hypotheses))
  const leader = is?.[0]
  const former = was?.[0]
  if (!leader || !former) return 'It changes nothing.'
  if (leader.id !== former.id) {
    const now = is?.find(({ id }) => id === former.id)
    return `${moved(leader, was)} and leads now${now ? `; ${moved(now, was)}` : ''}.`
  }
  const all = (is ?? []).filter((one) => percent(one) !== percent(was?.find(({ id }) => id === one.id)))
  if (all.length === 0) return 'It changes nothing.'
  return `${all
    .slice(0, 2)
    .map((one) => moved(one, was))
    .join('; ')}.`
}

function moved(now: Hypothesis, before: readonly Hypothesis[] = []): string {
  const was = before.find(({ id }) => id === now.id)
  const named = `“${clip(now.title, 90)}”`
  if (!was) return `${named} comes in with ${percent(now)}`
  if (percent(was) === percent(now)) return `${named} stays at ${percent(now)}`
  return `${named} ${now.confidence > was.confidence ? 'rose' : 'fell'} from ${percent(was)} to ${percent(now)}`
}

function percent(hypothesis: Hypothesis | undefined): string {
  return hypothesis ? `${Math.round(hypothesis.confidence * 100)}%` : ''
}
