import { type ReactNode, useId } from 'react'
import { messageOf } from '../api/api-error.ts'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

type Props<T> = {
  readonly title: string
  readonly about: ReactNode
  readonly query: { readonly data: T | undefined; readonly error: unknown }
  readonly children: (data: T) => ReactNode
}

/** One part of the settings, with what it says while it has not come or cannot be had. */
export function SettingsSection<T>({ title, about, query: { data, error }, children }: Props<T>) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="text-base font-semibold">
        {title}
      </h2>
      <p className="mb-2 text-mut">{about}</p>
      {data === undefined && !error && <Skeleton rows={2} label={`Reading: ${title}`} />}
      {error !== null && error !== undefined && (
        <Notice look="error" title="This cannot be shown">
          {messageOf(error)}
        </Notice>
      )}
      {data !== undefined && children(data)}
    </section>
  )
}
