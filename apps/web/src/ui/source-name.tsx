import { visibleText } from '@faultmaven/report'
import { shortName } from '../format/short-name.ts'

/** A file name as text that cannot reorder what stands around it. */
export function SourceName({ name, short = false }: { readonly name: string; readonly short?: boolean }) {
  return <bdi className="wrap-anywhere">{short ? shortName(name) : visibleText(name)}</bdi>
}
