import type { ButtonHTMLAttributes } from 'react'

const LOOKS = {
  plain: 'border-edge/60 bg-panel text-fg hover:border-acc',
  main: 'border-acc bg-acc text-onacc font-semibold hover:opacity-90',
  danger: 'border-err text-err bg-transparent hover:bg-err hover:text-bg',
  quiet: 'border-transparent bg-transparent text-mut hover:text-fg hover:border-line',
} as const

/** Class names of a button, for elements that are buttons of another component. */
export function buttonClass(look: keyof typeof LOOKS = 'plain'): string {
  return `inline-flex min-h-7 items-center justify-center gap-1.5 whitespace-nowrap rounded border px-2 py-1 disabled:opacity-50 ${LOOKS[look]}`
}

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { readonly look?: keyof typeof LOOKS }

export function Button({ look = 'plain', className = '', type = 'button', ...rest }: Props) {
  return <button type={type} className={`${buttonClass(look)} ${className}`} {...rest} />
}
