import { type ChosenScope, useMayShare } from '../api/knowledge.ts'

type Props = {
  readonly chosen: ChosenScope
  readonly onChoose: (scope: ChosenScope) => void
  /** @default `for` */
  readonly label?: string
}

/** Who is to find documents: only what this user may choose is offered. */
export function ScopeSelect({ chosen, onChoose, label = 'for' }: Props) {
  const { teamIds = [], withAll = false } = useMayShare() ?? {}
  const choices: readonly (ChosenScope & { readonly name: string })[] = [
    { scope: 'user', name: 'me' },
    ...teamIds.map((teamId) => ({ scope: 'team' as const, teamId, name: `team ${teamId}` })),
    ...(withAll ? [{ scope: 'global' as const, name: 'everybody' }] : []),
  ]
  const at = choices.findIndex(({ scope, teamId }) => scope === chosen.scope && teamId === chosen.teamId)
  return (
    <label className="flex items-center gap-1.5">
      {label}
      <select
        value={at}
        onChange={({ target }) => {
          const { name: _, ...scope } = choices[Number(target.value)] ?? { name: '', scope: 'user' }
          onChoose(scope)
        }}
        className="h-7 rounded border border-edge bg-bg px-1"
      >
        {choices.map(({ name }, index) => (
          <option key={name} value={index}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
