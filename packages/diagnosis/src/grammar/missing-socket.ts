/** A connection that was tried, a socket in the file system, and that its path is not there. */
const TRIED = /\bconnect(?:ion|ing|ed)?\b|\bdial(?:ing|ed)?\b/i
const SOCKET =
  /\bunix:|\bunix (?:domain )?socket\b|\bdial unix\b|\bon socket\b|\bthrough socket\b|\.sock(?:et)?\b|\/\.s\.[A-Z]+\.\d{1,5}\b/i
const ABSENT = /\bENOENT\b|\bno such file or directory\b/i

/**
 * True when a client found no socket at the path it connects to: a listener makes the socket, so nobody listens, as with a refused
 * connection to a port. No file is missing that anybody should put there.
 * @see https://man7.org/linux/man-pages/man7/unix.7.html (ENOENT of connect)
 */
export function isMissingSocket(text: string): boolean {
  return ABSENT.test(text) && TRIED.test(text) && SOCKET.test(text)
}
