/** How much of a packed upload is opened. What lies beyond is refused, counted and reported, never read in silence. */
export type OpenLimits = {
  /** Archives within archives; `logs.tar.gz` counts once. */
  readonly depth: number
  /** Members of one upload, nested ones too. */
  readonly members: number
  /** Unpacked bytes of one upload, all layers together. */
  readonly unpackedBytes: number
  /** Unpacked to packed, once more than `ratioFreeBytes` came out. Logs seldom pass 30. */
  readonly ratio: number
  readonly ratioFreeBytes: number
  /** Dictionary that xz or zstd may ask for: `xz -9` needs 64 MiB. */
  readonly windowBytes: number
}

export const OPEN_LIMITS: OpenLimits = {
  depth: 5,
  members: 50_000,
  unpackedBytes: 32 * 2 ** 30,
  ratio: 200,
  ratioFreeBytes: 64 * 2 ** 20,
  windowBytes: 64 * 2 ** 20,
}
