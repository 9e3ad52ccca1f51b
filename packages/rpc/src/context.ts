/** Who calls: one installation is one organization; roles are sets of scopes. */
export type Principal = { readonly userId: string; readonly teamIds: readonly string[]; readonly roles: readonly string[] }

/** Travels with every call, in the process and over HTTP alike. */
export type CallContext = {
  readonly requestId: string
  readonly principal: Principal
  /** W3C trace context, passed on as it came. */
  readonly traceparent?: string
  /** Unix milliseconds after which nobody waits for the answer. */
  readonly deadlineMs?: number
  readonly signal?: AbortSignal
}
