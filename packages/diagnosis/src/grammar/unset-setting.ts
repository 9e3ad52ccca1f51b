const UNSET =
  /\b([A-Za-z][A-Za-z0-9]{0,30}(?:_[A-Za-z0-9]{1,30}){1,8})(?=["'`]? (?:is|was|must be|has to be) (?:not set|not defined|set|unset|undefined|empty|required|missing)\b)(?!.{0,60}\b(?:using|use[sd]?|defaults?|assum\w*|fall\w*|skip\w*|disabled|optional)\b)/

/** The setting that a message says is not set, by its name: `SMTP_HOST is not set`. One that has a default is not missed. */
export function readUnsetSetting(text: string): string | undefined {
  return UNSET.exec(text.slice(0, 1000))?.[1]
}

/** The text with that name as the word "setting": whatever the name speaks of, what is missing is a setting. */
export function withoutUnsetName(text: string): string {
  const name = readUnsetSetting(text)
  return name === undefined ? text : text.replaceAll(name, 'setting')
}
