/**
 * A record's time in this machine's zone: `14:03:59.123`, with the date in front where it is not of
 * `today`.
 * @param time milliseconds since the epoch
 */
export function timeOf(time: number, today = new Date()): string {
  const date = new Date(time);
  const two = (part: number) => String(part).padStart(2, '0');
  const millis = String(date.getMilliseconds()).padStart(3, '0');
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${millis}`;
  if (date.toDateString() === today.toDateString()) return clock;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`;
}
