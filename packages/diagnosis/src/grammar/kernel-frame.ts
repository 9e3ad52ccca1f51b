/** `? do_exit+0x35a/0xa80 [module]`: a frame of a kernel's call trace, whose words are the name of a function. */
const FRAME = /^\s*(?:\[<[0-9a-f]{8,16}>\] )?(?:\? )?[\w.]{2,100}\+0x[0-9a-f]{1,8}\/0x[0-9a-f]{1,8}(?: \[\w{1,60}\])?\s*$/

/** Whether a message is nothing but that: it tells where the kernel was, not what happened. */
export function isKernelFrame(text: string): boolean {
  return FRAME.test(text.slice(0, 300))
}
