import { Dialog } from '@base-ui/react/dialog'
import { Keyboard } from 'lucide-react'
import { useState } from 'react'
import { buttonClass } from '../ui/button.tsx'
import { usePreference } from '../ui/preference.ts'
import { SHORTCUT_VALUES, SHORTCUTS } from './shortcuts.ts'
import { useKeys } from './use-keys.ts'

/** The list of keys, behind a button and `?`. */
export function HelpButton() {
  const [open, setOpen] = useState(false)
  const [singleKeys, setSingleKeys] = usePreference('single-keys', SHORTCUT_VALUES)
  useKeys({ '?': () => setOpen(true) })
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger className={buttonClass('quiet')} aria-label="Keyboard help" title="Keyboard help (?)">
        <Keyboard size={15} aria-hidden />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Popup className="fixed top-[10vh] left-1/2 z-50 max-h-[80vh] w-[min(30rem,92vw)] -translate-x-1/2 overflow-auto rounded-lg border border-line bg-bg p-4 shadow-xl">
          <Dialog.Title className="text-base font-semibold">Keyboard</Dialog.Title>
          <dl className="my-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
            {SHORTCUTS.map(({ keys, does }) => (
              <div key={keys} className="contents">
                <dt>
                  <kbd className="rounded border border-line bg-panel px-1.5 font-mono text-xs">{keys}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <div className="flex items-center gap-2">
            <label className="flex flex-1 items-center gap-2">
              <input
                type="checkbox"
                checked={singleKeys === 'on'}
                onChange={(event) => setSingleKeys(event.target.checked ? 'on' : 'off')}
              />
              Single keys act on the page
            </label>
            <Dialog.Close className={buttonClass()}>Close</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
