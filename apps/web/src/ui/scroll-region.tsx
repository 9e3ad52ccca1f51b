import type { HTMLAttributes } from 'react'

type Props = HTMLAttributes<HTMLElement> & { readonly label: string }

/** A part of the page that scrolls by itself, reachable and scrollable with the keyboard. */
export function ScrollRegion({ label, className = '', ...rest }: Props) {
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without focus its overflow is out of the keyboard's reach
  return <section aria-label={label} tabIndex={0} className={`overflow-auto ${className}`} {...rest} />
}
