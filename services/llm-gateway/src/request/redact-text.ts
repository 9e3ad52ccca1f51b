/** Replaces what must not leave. `prose` also looks for what only people write. */
export type RedactText = (text: string, options?: { readonly prose?: boolean }) => string
