type Props = { readonly isOn: boolean; readonly onChange: (isOn: boolean) => void }

/** Shows the answer with what a model added, or without it. */
export function ModelSwitch({ isOn, onChange }: Props) {
  return (
    <fieldset aria-label="Model" className="mb-2 flex items-center gap-1 text-xs text-mut">
      {[true, false].map((each) => (
        <button
          key={String(each)}
          type="button"
          aria-pressed={isOn === each}
          onClick={() => onChange(each)}
          className="rounded border border-edge px-2 py-0.5 hover:bg-raised aria-pressed:bg-raised aria-pressed:text-fg aria-pressed:font-semibold"
        >
          {each ? 'With model' : 'Without model'}
        </button>
      ))}
    </fieldset>
  )
}
