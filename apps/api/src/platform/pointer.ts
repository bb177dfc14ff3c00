/** A name as a step of an RFC 6901 pointer. */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A pointer fit to be shown: text that can be stored, at most 200 long, cut neither in an escape nor a character. */
export function shownPointer(pointer: string): string {
  const shown = pointer.replaceAll('\u0000', '\ufffd');
  return (shown.length <= 200 ? shown : shown.slice(0, 200).replace(/~$/, '')).toWellFormed();
}
