import { readPreference } from '../ui/preference.ts'

export const SHORTCUT_VALUES = ['on', 'off'] as const

/** What the help lists; the handlers are where the keys act. */
export const SHORTCUTS: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: '1 – 5', does: 'Timeline, Logs, Findings, Sources, Checks' },
  { keys: '/', does: 'Ask (jump to the question box)' },
  { keys: 'f', does: 'Search in the log' },
  { keys: 'g', does: 'Go to a line' },
  { keys: 'j  k', does: 'Next and previous line' },
  { keys: 'e  E', does: 'Next and previous error line' },
  { keys: 'c  C', does: 'Next and previous cited line' },
  { keys: 'n  N', does: 'Next and previous search hit' },
  { keys: 'r  q  x', does: 'Right, Not quite, Wrong, of the cause or claim that has the focus' },
  { keys: 'y', does: 'Copy a link to the line' },
  { keys: ',', does: 'Settings' },
  { keys: '?', does: 'This list' },
  { keys: 'Esc', does: 'Leave the question box, close a dialog' },
  { keys: 'Ctrl ⏎  ⌘⏎', does: 'Send (also while typing)' },
]

/** Whether a key press is a single-key command: not while typing, not in a dialog, no modifier, and not turned off. */
export function isCommand(event: KeyboardEvent): boolean {
  const target = event.target
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return false
  if (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog]')
  )
    return false
  return readPreference('single-keys', SHORTCUT_VALUES) === 'on'
}
