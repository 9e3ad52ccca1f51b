/**
 * Failed handshakes and logins of strangers: every address on the internet gets them, whether or not anything is wrong. So does every boot
 * get notes on addresses that the firmware did not reserve.
 */
const STRAY =
  /\bTLS handshake error from\b|first record does not look like a TLS handshake|client sent an HTTP request to an HTTPS server|SSL_do_handshake\(\) failed .{0,160}while SSL handshaking, client:|\bInvalid user \S{0,60} from\b|\binvalid user \S{0,60} (?:from )?[\da-f.:]{3,45} port \d|\bBAR \d{1,3}: (?:no space for|failed to assign)|\bverification disabled\b/i
/** From here on it is an attack, or a fault of one's own clients. */
const FREQUENT = 10

/** True for what probing strangers and every boot leave in a log, as long as it is rare. `count` is the number of such records. */
export function isStrayNoise(text: string, count: number): boolean {
  return count < FREQUENT && STRAY.test(text.slice(0, 1000))
}
