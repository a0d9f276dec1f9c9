/** Whether Go's time package would find the time zone: IANA names, in their exact case. */
export function isTimeZone(name: string): boolean {
  if (name === 'UTC' || name === 'Local') {
    return true;
  }
  // Intl takes offsets such as "+01:00" as well, Go does not.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) {
    return false;
  }
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return known === name || known.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}
