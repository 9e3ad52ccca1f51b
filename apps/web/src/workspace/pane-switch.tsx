type Pane = 'think' | 'evidence'
type Props = { readonly pane: Pane; readonly onPane: (pane: Pane) => void }

/** Which pane a narrow window shows. */
export function PaneSwitch({ pane, onPane }: Props) {
  return (
    <nav aria-label="Pane" className="grid grid-cols-2 border-b border-line">
      {(['think', 'evidence'] as const).map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={pane === each}
          onClick={() => onPane(each)}
          className={`min-h-9 border-b-2 capitalize ${pane === each ? 'border-acc font-semibold' : 'border-transparent text-mut'}`}
        >
          {each}
        </button>
      ))}
    </nav>
  )
}
