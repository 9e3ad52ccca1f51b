import type { NextStep } from '@faultmaven/contracts'
import remedies from './remedies.json' with { type: 'json' }

export type Remedy = {
  readonly steps: readonly Pick<NextStep, 'purpose' | 'risk' | 'text'>[]
  readonly needs: readonly { readonly text: string; readonly why: string; readonly command?: string }[]
  /** What to ask somebody who can look or remember: "yes" speaks for this cause, "no" against it. Absent where no such thing decides. */
  readonly asks?: string
}
type Raw = {
  readonly steps: readonly (readonly string[])[]
  readonly needs: readonly (readonly string[])[]
  readonly asks?: string
}

const PURPOSES = ['mitigate', 'fix', 'verify', 'prevent'] as const
const byKey = new Map<string, Raw>(Object.entries(remedies))

/** What to do about `<resource>/<mode>`, else about the mode of any resource, with `what` put in; signatures know more where one matched. */
export function remedyOf(mechanism: string, what: string): Remedy {
  const raw = byKey.get(mechanism) ?? byKey.get(mechanism.split('/')[1] ?? '') ?? byKey.get('default')
  const fill = (text = ''): string => text.replaceAll('{what}', what)
  return {
    steps: (raw?.steps ?? []).map(([purpose, risk, text]) => ({
      purpose: PURPOSES.find((known) => known === purpose) ?? 'verify',
      risk: risk === 'read-only' ? risk : 'changes-production',
      text: fill(text),
    })),
    needs: (raw?.needs ?? []).map(([text, why, command]) => ({ text: fill(text), why: why ?? '', ...(command && { command }) })),
    ...(raw?.asks !== undefined && { asks: fill(raw.asks) }),
  }
}
