const FORM = /^(\d{4})-(\d{2})-(\d{2})$/;

/** What is wrong with a calendar date, or `undefined`. */
export function calendarDateProblem(text: string): string | undefined {
  const match = FORM.exec(text);
  if (!match) {
    return 'is not a date in the form YYYY-MM-DD';
  }
  // Date rolls 2027-02-30 over to March: a date is real if it comes back as it went in.
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? undefined : 'is not a day of the calendar';
}

/** Whether the last moment (UTC) of the day is before `now`. */
export function isPast(date: string, now: Date): boolean {
  return new Date(`${date}T23:59:59.999Z`).getTime() < now.getTime();
}
