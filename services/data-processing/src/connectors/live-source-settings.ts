import type { LiveSourceKind } from '@faultmaven/contracts'

/** A live source as its operator attached it. */
export type LiveSourceSettings = {
  /** Lower-case letters, digits and `-`: it begins the names of the sources that come of it. */
  readonly name: string
  readonly kind: LiveSourceKind
  /** `http:` or `https:`, with the path that stands before the API's own, without a slash at its end. */
  readonly address: string
  /** Value of the `Authorization` header. Asked for each time, as tokens in files are replaced while we run. */
  readonly authorization?: () => Promise<string>
  /** Value of `X-Scope-OrgID`, by which Loki and Mimir tell tenants apart. */
  readonly tenant?: string
  /** PEM of the authority that signed the certificate of the source, where the system does not know it. */
  readonly certificateAuthority?: string
  /** Longest that one query may take, whole. */
  readonly deadlineMs: number
  /** Largest reply that is taken. */
  readonly maxBytes: number
  /** Of `elasticsearch`: index patterns that may be searched, and the field that holds the time of a document. */
  readonly indices?: readonly string[]
  readonly timeField?: string
  /** Of `mcp`: tools that may be called. */
  readonly tools?: readonly string[]
}
