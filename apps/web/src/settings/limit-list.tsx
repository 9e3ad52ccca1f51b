import type { LimitUse } from '@faultmaven/contracts'
import { visibleText } from '@faultmaven/report'
import { useLimits } from '../api/settings.ts'
import { count } from '../format/amounts.ts'
import { SettingsSection } from './settings-section.tsx'

/** The limits that hold for this user, and what of them is used. */
export function LimitList() {
  const query = useLimits()
  return (
    <SettingsSection
      title="Limits"
      about="Used today (UTC), with what requests under way have set aside. The operator's file sets them."
      query={query}
    >
      {({ limits }) =>
        limits.length === 0 ? (
          <p>No limit is set.</p>
        ) : (
          <ul aria-label="Limits" className="flex flex-col gap-1.5">
            {limits.map((limit) => (
              <li key={`${limit.per} ${limit.team ?? ''}`} className="rounded border border-line px-2 py-1.5">
                <p className="font-semibold">{whoseOf(limit)}</p>
                {limit.tokens !== undefined && (
                  <Bar used={limit.used?.tokens} most={limit.tokens} write={(value) => `${count(value)} tokens`} />
                )}
                {limit.usd !== undefined && (
                  <Bar used={limit.used?.usd} most={limit.usd} write={(value) => `$${value.toFixed(2)}`} />
                )}
              </li>
            ))}
          </ul>
        )
      }
    </SettingsSection>
  )
}

function whoseOf({ per, team }: LimitUse): string {
  switch (per) {
    case 'user':
      return 'You, a day'
    case 'team':
      return `Your team ${visibleText(team ?? '')}, a day`
    case 'installation':
      return 'Everybody here, a day'
    case 'case':
      return 'Each case, for its life'
  }
}

type BarProps = { readonly used: number | undefined; readonly most: number; readonly write: (value: number) => string }

function Bar({ used, most, write }: BarProps) {
  if (used === undefined) return <p className="text-mut">{write(most)}</p>
  const isNearlyUsed = used > most * 0.9
  return (
    <div className="mt-0.5 flex flex-wrap items-center gap-x-2">
      <div aria-hidden className="h-2 w-40 overflow-hidden rounded border border-edge">
        <div className="h-full bg-acc" style={{ width: `${Math.min(100, (used / most) * 100)}%` }} />
      </div>
      <span className={isNearlyUsed ? 'text-warn' : 'text-mut'}>
        {write(used)} of {write(most)}
        {isNearlyUsed && ': nearly used up'}
      </span>
    </div>
  )
}
