import { Dialog } from '@base-ui/react/dialog'
import { buttonClass } from '../ui/button.tsx'
import { Teaching } from './teaching.tsx'

type Props = {
  readonly caseId: string
  readonly sourceId: string
  /** Where the examples begin; absent takes lines that were not recognised. */
  readonly line?: number | undefined
}

/** The way to teach the format of a source by example. */
export function TeachFormat({ caseId, sourceId, line }: Props) {
  return (
    <Dialog.Root>
      <Dialog.Trigger className={buttonClass()}>Teach this format</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Popup className="fixed top-[6vh] left-1/2 z-50 flex max-h-[88vh] w-[min(64rem,96vw)] -translate-x-1/2 flex-col gap-2 overflow-auto rounded-lg border border-line bg-bg p-4 shadow-xl">
          <Dialog.Title className="text-base font-semibold">Teach this format</Dialog.Title>
          <Dialog.Description className="text-mut">
            Select a part of a line, with the mouse or with Shift and the arrow keys, and say what it is: keys 1 to 6, or the
            buttons.
          </Dialog.Description>
          <Teaching caseId={caseId} sourceId={sourceId} line={line} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
