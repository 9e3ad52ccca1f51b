/**
 * Why reading of a packed stream stopped. `truncated` and `corrupt` leave what was read before intact;
 * `bomb` throws it away; `limit` and `unsupported` were decided before anything was read.
 */
export type OpenFault = 'truncated' | 'corrupt' | 'bomb' | 'limit' | 'unsupported'

/** A packed stream cannot be read on. `message` is public: it never quotes what the stream holds. */
export class OpenError extends Error {
  override readonly name = 'OpenError'
  readonly fault: OpenFault
  /** The limit holds for the whole upload, not for one member of it. */
  readonly endsUpload: boolean

  constructor(fault: OpenFault, message: string, { endsUpload = false, cause }: { endsUpload?: boolean; cause?: unknown } = {}) {
    super(message, { cause })
    this.fault = fault
    this.endsUpload = endsUpload
  }
}
