import { writeFileSync } from 'node:fs';

/**
 * Loaded before a program, writes at its end what the whole process used, its
 * start included, to the file that BENCH_USAGE names.
 */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(process.env.BENCH_USAGE!, JSON.stringify({ milliseconds: (userCPUTime + systemCPUTime) / 1000, mebibytes: maxRSS / 1024 }));
});
