const PROMPT = /^(?:\[?[\w.-]{1,60}@[\w.-]{1,60}[^\]$#>]{0,80}\]?\s?)?[$#] [a-z./~][\w./~-]*(?: |$)/
const TRACED = /^\++ [a-z./][\w./-]*(?: -{0,2}\S|$)/
const CLIENT = /^(?:mysql|MariaDB \[\S{0,60}\]|SQL|sqlite|\w{1,40}=[#>]|redis \S{1,60}|127\.0\.0\.1:\d{1,5})> ?\S/
/** A comment and a root prompt look alike: only well-known commands make one of it. */
const AS_ROOT =
  /^# (?!(?:sudo )?(?:kubectl|docker|dmesg|journalctl|systemctl|grep|cat|df|free|ps|ss|ip|curl|openssl|ls|tail|head)\b)/

/** True for a command that somebody typed or a shell traced: its words are what was looked for, not what was found. */
export function isCommandEcho(text: string): boolean {
  const head = text.slice(0, 300)
  return (PROMPT.test(head) && !AS_ROOT.test(head)) || TRACED.test(head) || CLIENT.test(head)
}
