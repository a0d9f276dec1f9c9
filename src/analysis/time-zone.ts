/** Abbreviations that Intl knows from old versions of Java, and that are no IANA names. */
const ABBREVIATIONS = new Set([
  'ACT', 'AET', 'AGT', 'ART', 'AST', 'BET', 'BST', 'CAT', 'CNT', 'CST', 'CTT', 'EAT', 'ECT', 'IET', 'IST', 'JST', 'MIT', 'NET', 'NST',
  'PLT', 'PNT', 'PRT', 'PST', 'SST', 'VST',
]);

/** Whether Go's time package would find the time zone: IANA names, in their exact case. */
export function isTimeZone(name: string): boolean {
  if (name === 'UTC' || name === 'Local' || name === 'Factory') {
    return true;
  }
  // Intl takes offsets such as "+01:00" as well, and any case of an old name, which it replaces by the new one.
  if (!/^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Z][A-Za-z0-9_+-]*)*$/.test(name) || name.length > 64 || ABBREVIATIONS.has(name) || name.startsWith('SystemV/')) {
    return false;
  }
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return known === name || known.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}
