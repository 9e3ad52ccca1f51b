/** Where a sealed source stands: bytes `[start, end)` of a blob, which small sources share. */
export type SealedPlace = { readonly blob: string; readonly start: number; readonly end: number }
