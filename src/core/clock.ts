/**
 * The time that the checks compare dates with. Manifests never depend on it.
 *
 * An explicit time wins, then `SOURCE_DATE_EPOCH` (for reproducible builds),
 * then the system's clock, because an exception that has ended must be noticed.
 *
 * @see https://reproducible-builds.org/specs/source-date-epoch/
 */
export function currentTime(explicit?: Date, environment: NodeJS.ProcessEnv = process.env): Date {
  if (explicit) {
    return explicit;
  }
  const epoch = environment.SOURCE_DATE_EPOCH;
  if (epoch === undefined || epoch === '') {
    return new Date();
  }
  if (!/^\d{1,12}$/.test(epoch)) {
    throw new Error(`SOURCE_DATE_EPOCH="${epoch}" is not a number of seconds since 1970. Set it to a whole number, for example $(git log -1 --format=%ct), or unset it.`);
  }
  return new Date(Number(epoch) * 1000);
}
