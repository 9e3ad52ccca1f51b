import type { FeedbackVerdict } from '@faultmaven/contracts'
import { useKeys } from '../keyboard/use-keys.ts'

/** r, q and x say Right, Not quite and Wrong of the cause or claim that has the focus. */
export function useFeedbackKeys(): void {
  useKeys({ r: () => say('right'), q: () => say('not-quite'), x: () => say('wrong') })
}

function say(verdict: FeedbackVerdict): void {
  const judged = document.activeElement?.closest('[data-judged]')
  judged?.querySelector<HTMLButtonElement>(`[data-verdict="${verdict}"]`)?.click()
}
